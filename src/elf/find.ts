import { type ElfFile, type ElfSection, type ElfSymbol, elf } from './elf-types.js';

/** The first section of a name. */
export function findSection(file: ElfFile, name: string): ElfSection | undefined {
  return file.sections.find((section) => section.name === name);
}

/** A symbol of a name, global ones first. */
export function findSymbol(file: ElfFile, name: string): ElfSymbol | undefined {
  const matches = file.symbols.filter((symbol) => symbol.name === name && symbol.section !== 0);
  return matches.find(({ binding }) => binding === elf.STB_GLOBAL) ?? matches[0];
}
