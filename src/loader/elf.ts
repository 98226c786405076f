import { ElfCursor, stringAt } from './elf-cursor.js';
import {
  type ElfFile,
  type ElfRelocation,
  type ElfSection,
  type ElfSegment,
  type ElfSymbol,
  elf as names,
} from './elf-types.js';

const magic = 0x464c457f;
const headerSize = 52;

/**
 * Reads a 32-bit little-endian ELF with its symbols and relocations. Nothing outside the file is touched,
 * whatever it says. `file` is for messages. Errors: ELF_INVALID, naming the field.
 */
export function readElf(bytes: Uint8Array, file: string): ElfFile {
  const cursor = new ElfCursor(bytes, file);
  if (bytes.length < headerSize || cursor.word(0, 'e_ident') !== magic) {
    throw cursor.invalid('e_ident', 'does not begin as an ELF file does');
  }
  if (cursor.byte(4, 'EI_CLASS') !== 1) throw cursor.invalid('EI_CLASS', 'is not ELFCLASS32');
  if (cursor.byte(5, 'EI_DATA') !== 1) throw cursor.invalid('EI_DATA', 'is not little-endian');
  const headers = sectionHeaders(cursor);
  const sections = readSections(cursor, headers);
  const tables = readSymbolTables(cursor, headers, sections);
  return {
    file,
    type: cursor.half(16, 'e_type'),
    machine: cursor.half(18, 'e_machine'),
    entry: cursor.word(24, 'e_entry'),
    sections,
    segments: readSegments(cursor),
    symbols: [...tables.values()].flat(),
    relocations: readRelocations(cursor, headers, sections, tables),
  };
}

/** The first section of a name. */
export function findSection(file: ElfFile, name: string): ElfSection | undefined {
  return file.sections.find((section) => section.name === name);
}

/** A symbol of a name, global ones first. */
export function findSymbol(file: ElfFile, name: string): ElfSymbol | undefined {
  const matches = file.symbols.filter((symbol) => symbol.name === name && symbol.section !== 0);
  return matches.find(({ binding }) => binding === names.STB_GLOBAL) ?? matches[0];
}

interface SectionHeader {
  readonly field: string;
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

function table(cursor: ElfCursor, what: string, at: readonly [number, number, number], least: number) {
  const [offset, entrySize, count] = [
    cursor.word(at[0], `${what}off`),
    cursor.half(at[1], `${what}entsize`),
    cursor.half(at[2], `${what}num`),
  ];
  if (count > 0 && entrySize < least) {
    throw cursor.invalid(`${what}entsize`, `is ${entrySize}, less than ${least}`);
  }
  if (count > 0) cursor.check(offset, count * entrySize, `${what}off`);
  return Array.from({ length: count }, (_, index) => offset + index * entrySize);
}

function sectionHeaders(cursor: ElfCursor): SectionHeader[] {
  return table(cursor, 'e_sh', [32, 46, 48], 40).map((at, index) => {
    const word = (offset: number, field: string) => cursor.word(at + offset, `section ${index}: ${field}`);
    return {
      field: `section ${index}`,
      nameOffset: word(0, 'sh_name'),
      type: word(4, 'sh_type'),
      flags: word(8, 'sh_flags'),
      address: word(12, 'sh_addr'),
      offset: word(16, 'sh_offset'),
      size: word(20, 'sh_size'),
      link: word(24, 'sh_link'),
      info: word(28, 'sh_info'),
      alignment: word(32, 'sh_addralign'),
      entrySize: word(36, 'sh_entsize'),
    };
  });
}

function readSections(cursor: ElfCursor, headers: readonly SectionHeader[]): ElfSection[] {
  const contents = headers.map(({ field, type, offset, size }) =>
    type === names.SHT_NOBITS || type === 0
      ? new Uint8Array()
      : cursor.slice(offset, size, `${field}: sh_offset`),
  );
  const namesIndex = cursor.half(50, 'e_shstrndx');
  const strings = contents[namesIndex];
  if (headers.length > 0 && !strings) throw cursor.invalid('e_shstrndx', `${namesIndex} is no section`);
  return headers.map(({ field, nameOffset, type, flags, address, size, alignment }, index) => {
    const name = type === 0 ? '' : stringAt(strings ?? new Uint8Array(), nameOffset);
    if (name === undefined) throw cursor.invalid(`${field}: sh_name`, 'lies outside the string table');
    const bytes = contents[index] ?? new Uint8Array();
    return { index, name, type, flags, address, size, alignment, bytes };
  });
}

function readSegments(cursor: ElfCursor): ElfSegment[] {
  return table(cursor, 'e_ph', [28, 42, 44], 32).map((at, index) => {
    const word = (offset: number, field: string) => cursor.word(at + offset, `segment ${index}: ${field}`);
    const [offset, fileSize] = [word(4, 'p_offset'), word(16, 'p_filesz')];
    return {
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

function readSymbolTables(
  cursor: ElfCursor,
  headers: readonly SectionHeader[],
  sections: readonly ElfSection[],
): Map<number, ElfSymbol[]> {
  const tables = new Map<number, ElfSymbol[]>();
  for (const [index, header] of headers.entries()) {
    if (header.type !== names.SHT_SYMTAB) continue;
    const strings = sections[header.link]?.bytes;
    if (!strings) throw cursor.invalid(`${header.field}: sh_link`, `${header.link} is no section`);
    tables.set(
      index,
      entriesOf(cursor, header, 16).map((at, symbol) => {
        const field = `${header.field}: symbol ${symbol}`;
        const name = stringAt(strings, cursor.word(at, `${field}: st_name`));
        if (name === undefined) throw cursor.invalid(`${field}: st_name`, 'lies outside the string table');
        const info = cursor.byte(at + 12, `${field}: st_info`);
        return {
          name,
          value: cursor.word(at + 4, `${field}: st_value`),
          size: cursor.word(at + 8, `${field}: st_size`),
          binding: info >> 4,
          type: info & 15,
          section: cursor.half(at + 14, `${field}: st_shndx`),
        };
      }),
    );
  }
  return tables;
}

function readRelocations(
  cursor: ElfCursor,
  headers: readonly SectionHeader[],
  sections: readonly ElfSection[],
  tables: ReadonlyMap<number, readonly ElfSymbol[]>,
): ElfRelocation[] {
  return headers.flatMap((header) => {
    if (header.type !== names.SHT_REL && header.type !== names.SHT_RELA) return [];
    if (!sections[header.info])
      throw cursor.invalid(`${header.field}: sh_info`, `${header.info} is no section`);
    const symbols = tables.get(header.link);
    return entriesOf(cursor, header, header.type === names.SHT_REL ? 8 : 12).map((at, index) => {
      const info = cursor.word(at + 4, `${header.field}: relocation ${index}: r_info`);
      return {
        target: header.info,
        offset: cursor.word(at, `${header.field}: relocation ${index}: r_offset`),
        type: info & 0xff,
        symbol: symbols?.[info >>> 8],
      };
    });
  });
}

function entriesOf(cursor: ElfCursor, header: SectionHeader, least: number): number[] {
  const { field, offset, size, entrySize } = header;
  if (entrySize < least) throw cursor.invalid(`${field}: sh_entsize`, `is ${entrySize}, less than ${least}`);
  cursor.countTable(size, `${field}: sh_offset`);
  return Array.from({ length: Math.floor(size / entrySize) }, (_, index) => offset + index * entrySize);
}
