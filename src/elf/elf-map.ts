import { ElfCursor, stringAt } from './elf-cursor.js';
import { type ElfMap, type ElfSection, type ElfSegment, elf } from './elf-types.js';
import { type SectionHeader, sectionHeaders } from './section-headers.js';

const magic = 0x464c457f;
const headerSize = 52;
const segmentHeaderSize = 32;
const ELFCLASS32 = 1;
const ELFDATA2LSB = 1;

/** Whether bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return [0x7f, 0x45, 0x4c, 0x46].every((byte, index) => bytes[index] === byte);
}

/**
 * Reads sections and segments of a 32-bit little-endian ELF. Nothing outside the file is touched, whatever it says.
 * `file` is for messages. Errors: ELF_INVALID, naming the field; ELF_UNSUPPORTED (64-bit or big-endian).
 */
export function readElfMap(bytes: Uint8Array, file: string): ElfMap {
  const cursor = openElf(bytes, file);
  return mapOf(cursor, sectionHeaders(cursor));
}

/** A cursor over a file that is a 32-bit little-endian ELF by its first bytes. */
export function openElf(bytes: Uint8Array, file: string): ElfCursor {
  const cursor = new ElfCursor(bytes, file);
  if (bytes.length < headerSize || cursor.word(0, 'e_ident') !== magic) {
    throw cursor.invalid('e_ident', 'does not begin as an ELF file does');
  }
  if (cursor.byte(4, 'EI_CLASS') !== ELFCLASS32) throw cursor.unsupported('it is not a 32-bit ELF');
  if (cursor.byte(5, 'EI_DATA') !== ELFDATA2LSB) throw cursor.unsupported('it is not little-endian');
  return cursor;
}

export function mapOf(cursor: ElfCursor, headers: readonly SectionHeader[]): ElfMap {
  return {
    file: cursor.file,
    type: cursor.half(16, 'e_type'),
    machine: cursor.half(18, 'e_machine'),
    entry: cursor.word(24, 'e_entry'),
    sections: readSections(cursor, headers),
    segments: readSegments(cursor),
    headers: [
      { address: 0, length: headerSize },
      {
        address: cursor.word(28, 'e_phoff'),
        length: cursor.half(42, 'e_phentsize') * cursor.half(44, 'e_phnum'),
      },
    ],
  };
}

function readSections(cursor: ElfCursor, headers: readonly SectionHeader[]): ElfSection[] {
  const contents = headers.map(({ field, type, offset, size }) =>
    type === elf.SHT_NOBITS || type === elf.SHT_NULL
      ? new Uint8Array()
      : cursor.slice(offset, size, `${field}: sh_offset`),
  );
  const namesIndex = cursor.half(50, 'e_shstrndx');
  const strings = contents[namesIndex];
  if (headers.length > 0 && !strings) throw cursor.invalid('e_shstrndx', `${namesIndex} is not a section`);
  return headers.map(({ field, nameOffset, type, flags, address, offset, size, alignment }, index) => {
    const isUnnamed = type === elf.SHT_NULL || namesIndex === elf.SHN_UNDEF;
    const name = isUnnamed ? '' : stringAt(strings ?? new Uint8Array(), nameOffset);
    if (name === undefined) throw cursor.invalid(`${field}: sh_name`, 'lies outside the string table');
    const bytes = contents[index] ?? new Uint8Array();
    return { index, name, type, flags, address, offset, size, alignment, bytes };
  });
}

function readSegments(cursor: ElfCursor): ElfSegment[] {
  return cursor.table('e_ph', [28, 42, 44], segmentHeaderSize).map((at, index) => {
    const word = (offset: number, field: string) => cursor.word(at + offset, `segment ${index}: ${field}`);
    const [offset, fileSize] = [word(4, 'p_offset'), word(16, 'p_filesz')];
    return {
      index,
      type: word(0, 'p_type'),
      offset,
      virtualAddress: word(8, 'p_vaddr'),
      physicalAddress: word(12, 'p_paddr'),
      fileSize,
      memorySize: word(20, 'p_memsz'),
      bytes: cursor.slice(offset, fileSize, `segment ${index}: p_offset`),
    };
  });
}
