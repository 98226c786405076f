/** Numbers that no machine-readable source has: what they are, and why. */
export interface Choice {
  /** Of the descriptions that have it. */
  readonly names: readonly string[];
  readonly path: string;
  readonly value: number;
  readonly why: string;
}

const f4 = ['stm32f4-otp'];
const l4 = ['stm32l4-otp'];
const all = [...f4, ...l4];

export const choices: readonly Choice[] = [
  choice(f4, 'otp.writeUnit', 1, 'RM0090 §3.6.2: x8 is legal at every supply'),
  choice(f4, 'otp.locks.locked', 0, 'RM0090 §3.8'),
  choice(l4, 'otp.ecc.checkBits', 8, 'RM0351 §3.3.1: 64 bits and 8 of ECC'),
  choice(all, 'identity.uidSize', 12, 'RM0090 §39.1, RM0351 §49.1: 96 bits'),
  choice(all, 'loader.ram.base', 0x20000000, 'our choice in RAM of every line'),
  choice(all, 'loader.ram.size', 0x4000, 'our choice in RAM of every line'),
  choice(f4, 'loader.pageSize', 16, 'our choice'),
  choice(f4, 'loader.sectorSize', 16, 'our choice'),
  choice(l4, 'loader.pageSize', 0x400, 'our choice'),
  choice(l4, 'loader.sectorSize', 0x400, 'our choice'),
  choice(all, 'loader.timeoutMs', 1000, 'our choice'),
  choice(f4, 'timing.tprogTypicalUs', 16, 'datasheet, from a project report'),
  choice(f4, 'timing.tprogMaximumUs', 100, 'datasheet, from a project report'),
  choice(l4, 'timing.tprogTypicalUs', 81.69, 'datasheet, from memory'),
  choice(l4, 'timing.tprogMaximumUs', 90.76, 'datasheet, from memory'),
  choice(f4, 'supply.minimumMv', 1700, 'RM0090 §3.6.2 Table 13'),
  choice(l4, 'supply.minimumMv', 1710, 'datasheets'),
  choice(all, 'supply.maximumMv', 3600, 'datasheets'),
  choice(f4, 'optionBytes.0.base', 0x1fffc000, 'RM0090 §3.4 Table 5'),
  choice(f4, 'optionBytes.0.size', 0x10, 'RM0090 §3.4 Table 5'),
  choice(f4, 'optionBytes.1.base', 0x1ffec000, 'RM0090 §3.4 Table 6'),
  choice(f4, 'optionBytes.1.size', 0x10, 'RM0090 §3.4 Table 6'),
  choice(l4, 'optionBytes.0.base', 0x1fff7800, 'RM0351 §3.4.1'),
  choice(l4, 'optionBytes.1.base', 0x1ffff800, 'RM0351 §3.4.1'),
  choice(l4, 'optionBytes.2.base', 0x1ff00000, 'RM0432 §3.4.1'),
  choice(l4, 'optionBytes.3.base', 0x1ff01000, 'RM0432 §3.4.1'),
  ...[0, 1, 2, 3].map((area) => choice(l4, `optionBytes.${area}.size`, 0x28, 'RM0351 and RM0432 §3.4.1')),
  ...[2, 3, 8, 9].map((line) =>
    choice(f4, `lines.${line}.devIds.1`, 0x411, 'errata of revision A; stm32f2x.c of OpenOCD has it too'),
  ),
];

function choice(names: readonly string[], path: string, value: number, why: string): Choice {
  return { names, path, value, why };
}
