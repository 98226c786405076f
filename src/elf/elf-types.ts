import type { AddressRange } from '../range/index.js';

/** Names of the ELF specification and of "ELF for the Arm Architecture". */
export const elf = {
  ET_EXEC: 2,
  EM_ARM: 40,
  PT_LOAD: 1,
  SHT_NULL: 0,
  SHT_PROGBITS: 1,
  SHT_SYMTAB: 2,
  SHT_RELA: 4,
  SHT_NOBITS: 8,
  SHT_REL: 9,
  SHT_ARM_ATTRIBUTES: 0x70000003,
  SHF_ALLOC: 2,
  SHN_UNDEF: 0,
  STB_LOCAL: 0,
  STB_GLOBAL: 1,
  STT_OBJECT: 1,
  STT_FUNC: 2,
} as const;

export interface ElfSection {
  readonly index: number;
  /** Empty where the file names no sections. */
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  /** Where its bytes are in the file. */
  readonly offset: number;
  readonly size: number;
  readonly alignment: number;
  /** Bytes in the file; empty for NOBITS. */
  readonly bytes: Uint8Array;
}

export interface ElfSegment {
  readonly index: number;
  readonly type: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly bytes: Uint8Array;
}

export interface ElfSymbol {
  readonly name: string;
  readonly value: number;
  readonly size: number;
  readonly binding: number;
  readonly type: number;
  readonly section: number;
}

export interface ElfRelocation {
  /** Index of the section that is patched. */
  readonly target: number;
  readonly offset: number;
  readonly type: number;
  readonly symbol: ElfSymbol | undefined;
}

/** What an ELF32 file puts where, every offset checked. */
export interface ElfMap {
  readonly file: string;
  readonly type: number;
  readonly machine: number;
  readonly entry: number;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  /** File offsets of the ELF header and the program headers, which a segment may cover. */
  readonly headers: readonly AddressRange[];
}

/** A whole ELF32 file, symbols and relocations too. */
export interface ElfFile extends ElfMap {
  readonly symbols: readonly ElfSymbol[];
  readonly relocations: readonly ElfRelocation[];
}
