import type { ElfCursor } from './elf-cursor.js';

export interface SectionHeader {
  /** What messages call the section. */
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

/** The section headers, all of which lie inside the file. Errors: ELF_INVALID. */
export function sectionHeaders(cursor: ElfCursor): SectionHeader[] {
  return cursor.table('e_sh', [32, 46, 48], 40).map((at, index) => {
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
