import { type ElfCursor, stringAt } from './elf-cursor.js';
import { mapOf, openElf } from './elf-map.js';
import { type ElfFile, type ElfRelocation, type ElfSection, type ElfSymbol, elf } from './elf-types.js';
import { type SectionHeader, sectionHeaders } from './section-headers.js';

/**
 * Reads a 32-bit little-endian ELF with its symbols and relocations. Nothing outside the file is touched,
 * whatever it says. `file` is for messages. Errors: ELF_INVALID, naming the field; ELF_UNSUPPORTED.
 */
export function readElf(bytes: Uint8Array, file: string): ElfFile {
  const cursor = openElf(bytes, file);
  const headers = sectionHeaders(cursor);
  const map = mapOf(cursor, headers);
  const tables = readSymbolTables(cursor, headers, map.sections);
  return {
    ...map,
    symbols: [...tables.values()].flat(),
    relocations: readRelocations(cursor, headers, map.sections, tables),
  };
}

function readSymbolTables(
  cursor: ElfCursor,
  headers: readonly SectionHeader[],
  sections: readonly ElfSection[],
): Map<number, ElfSymbol[]> {
  const tables = new Map<number, ElfSymbol[]>();
  for (const [index, header] of headers.entries()) {
    if (header.type !== elf.SHT_SYMTAB) continue;
    const strings = sections[header.link]?.bytes;
    if (!strings) throw cursor.invalid(`${header.field}: sh_link`, `${header.link} is not a section`);
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
    if (header.type !== elf.SHT_REL && header.type !== elf.SHT_RELA) return [];
    if (!sections[header.info])
      throw cursor.invalid(`${header.field}: sh_info`, `${header.info} is not a section`);
    const symbols = tables.get(header.link);
    return entriesOf(cursor, header, header.type === elf.SHT_REL ? 8 : 12).map((at, index) => {
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
