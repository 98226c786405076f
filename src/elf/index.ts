export { stringAt } from './elf-cursor.js';
export { isElf, readElfMap } from './elf-map.js';
export {
  type ElfFile,
  type ElfMap,
  type ElfRelocation,
  type ElfSection,
  type ElfSegment,
  type ElfSymbol,
  elf,
} from './elf-types.js';
export { findSection, findSymbol } from './find.js';
export { readElf } from './read-elf.js';
