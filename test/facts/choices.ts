/** Numbers that no machine-readable source has: what they are, and why. */
export interface Choice {
  /** The descriptions that have it. */
  readonly names: RegExp;
  readonly path: RegExp;
  readonly value: number;
  readonly why: string;
}

const bytewise = /^stm32f[247]/;
const doubleWords = /^stm32([lgc]|u0)/;
const l5 = /^stm32l5/;
const u5 = /^stm32u5/;
const m33 = /^stm32(l5|u5)/;
const [f2, f4, f7] = [/^stm32f2/, /^stm32f4/, /^stm32f7/];
const [l4, g0, g4] = [/^stm32l4/, /^stm32g0/, /^stm32g4/];
const [c0, u0] = [/^stm32c0/, /^stm32u0/];
const h7 = /^stm32h7/;
const all = /^/;
const ours = 'our choice';

export const bankChoices: readonly Choice[] = [
  choice(bytewise, /^otp\.writeUnit\.size$/, 1, 'x8 is legal at every supply: RM0090 §3.6.2, PM0059 §2.5'),
  choice(doubleWords, /^otp\.writeUnit\.ecc\.checkBits$/, 8, '64 bits and 8 of ECC: §3.3.1 of the manuals'),
  choice(all, /^identity\.uidSize$/, 12, '96 bits: electronic signature in the manuals'),
  choice(
    /^stm32(f[24]|l4|g4)/,
    /^debugPort\.apIdr$/,
    0x24770011,
    'AHB-AP of Cortex-M3 and M4 in their manuals',
  ),
  choice(f7, /^debugPort\.apIdr$/, 0x74770001, 'AHB-AP of Cortex-M7 in its manual'),
  choice(/^stm32[gcu]0/, /^debugPort\.apIdr$/, 0x04770031, 'AHB-AP of Cortex-M0+ in its manual'),
  choice(/^stm32h72/, /^cpuid$/, 0x411fc272, 'Cortex-M7 r1p2, the comment at __CM7_REV of the headers'),
  choice(h7, /^sector\.writeUnit\.ecc\.checkBits$/, 10, '256 bits and 10 of ECC: RM0433 §4.3.4'),
  choice(h7, /^protectedAreas\.\d\.unit$/, 0x100, "FLASH_OB_PCROPConfig of ST's HAL shifts by 8"),
  choice(h7, /^debugPort\.apIdr$/, 0x84770001, 'AHB-AP of the Cortex-M7 of H7: pyOCD issue 1499'),
  choice(h7, /^loader\.ram\.size$/, 0x20000, 'the whole DTCM'),
  choice(h7, /^loader\.pageSize$/, 0x400, ours),
  choice(h7, /^loader\.sectorSize$/, 0x20000, 'the sector'),
  choice(h7, /^timing\.tprogTypicalUs$/, 290, 'datasheet of H743 at x8, from memory'),
  choice(h7, /^timing\.tprogMaximumUs$/, 580, 'datasheet of H743 at x8, from memory'),
  choice(h7, /^supply\.minimumMv$/, 1620, 'datasheets'),
  choice(all, /^loader\.ram\.base$/, 0x20000000, ours),
  choice(/^stm32(f|l4|g4)/, /^loader\.ram\.size$/, 0x4000, ours),
  choice(m33, /^loader\.ram\.size$/, 0x4000, ours),
  choice(g0, /^loader\.ram\.size$/, 0x2000, 'G030, G031 and G041 have 8 KB'),
  choice(c0, /^loader\.ram\.size$/, 0x1800, 'C011 has 6 KB'),
  choice(u0, /^loader\.ram\.size$/, 0x2000, 'U031 has 8 KB of SRAM1'),
  choice(bytewise, /^loader\.(page|sector)Size$/, 16, ours),
  choice(/^stm32(l4|[gc]|u0)/, /^loader\.(page|sector)Size$/, 0x400, ours),
  choice(m33, /^loader\.(page|sector)Size$/, 0x200, ours),
  choice(all, /^loader\.timeoutMs$/, 1000, ours),
  choice(bytewise, /^timing\.tprogTypicalUs$/, 16, 'datasheets, from a project report on F446'),
  choice(bytewise, /^timing\.tprogMaximumUs$/, 100, 'datasheets, from a project report on F446'),
  choice(l4, /^timing\.tprogTypicalUs$/, 81.69, 'datasheets, from memory'),
  choice(l4, /^timing\.tprogMaximumUs$/, 90.76, 'datasheets, from memory'),
  choice(g4, /^timing\.tprogTypicalUs$/, 81.69, 'datasheets, from memory'),
  choice(g4, /^timing\.tprogMaximumUs$/, 83.35, 'datasheets, from memory'),
  choice(/^stm32[cu]0/, /^timing\.tprogTypicalUs$/, 85, 'as G030; not verified'),
  choice(/^stm32[cu]0/, /^timing\.tprogMaximumUs$/, 125, 'as G030; not verified'),
  choice(g0, /^timing\.tprogTypicalUs$/, 85, 'datasheet of G030, quoted in one place'),
  choice(g0, /^timing\.tprogMaximumUs$/, 125, 'datasheet of G030, quoted in one place'),
  choice(l5, /^timing\.tprogTypicalUs$/, 85, 'that of G0, since no source has it'),
  choice(l5, /^timing\.tprogMaximumUs$/, 125, 'that of G0, since no source has it'),
  choice(u5, /^otp\.writeUnit\.ecc\.checkBits$/, 9, '128 bits and 9 of ECC: RM0456'),
  choice(u5, /^timing\.tprogTypicalUs$/, 118, 'datasheets, from memory'),
  choice(u5, /^timing\.tprogMaximumUs$/, 177, 'half as much again, since no source has it'),
  choice(m33, /^debugPort\.apIdr$/, 0x14770015, 'AHB5-AP of a Cortex-M33: debug-parts.json'),
  choice(m33, /^cpuid$/, 0x410fd214, 'Cortex-M33 r0p4, of STM32U5: debug-parts.json'),
  choice(f4, /^supply\.minimumMv$/, 1700, 'RM0090 §3.6.2 Table 13'),
  choice(f7, /^supply\.minimumMv$/, 1700, 'datasheets'),
  choice(f2, /^supply\.minimumMv$/, 1800, 'PM0059 §2.5'),
  choice(/^stm32(l4|l5|u5|g4)/, /^supply\.minimumMv$/, 1710, 'datasheets'),
  choice(g0, /^supply\.minimumMv$/, 1700, 'datasheets of the x1 lines'),
  choice(c0, /^supply\.minimumMv$/, 2000, 'datasheets'),
  choice(u0, /^supply\.minimumMv$/, 1710, 'datasheets'),
  choice(/^stm32[cu]0/, /^cpuid$/, 0x410cc601, 'Cortex-M0+ r0p1, as OpenOCD names the core of C071'),
  choice(c0, /^optionBytes\.0\.base$/, 0x1fff7800, "CubeProgrammer's data base"),
  choice(c0, /^optionBytes\.0\.size$/, 0x80, "CubeProgrammer's data base says 0x74"),
  choice(g0, /^lines\.\d+\.supply\.minimumMv$/, 2000, 'datasheets of the x0 lines'),
  choice(g0, /^cpuid$/, 0x410cc601, 'Cortex-M0+ r0p1: RM0444 §1.4; the headers say revision 0'),
  choice(all, /^supply\.maximumMv$/, 3600, 'datasheets'),
  choice(f4, /^optionBytes\.0\.base$/, 0x1fffc000, 'RM0090 §3.4 Table 5'),
  choice(f4, /^optionBytes\.1\.base$/, 0x1ffec000, 'RM0090 §3.4 Table 6'),
  choice(f4, /^optionBytes\.\d\.size$/, 0x10, 'RM0090 §3.4'),
  choice(l4, /^optionBytes\.0\.base$/, 0x1fff7800, 'RM0351 §3.4.1'),
  choice(l4, /^optionBytes\.1\.base$/, 0x1ffff800, 'RM0351 §3.4.1'),
  choice(l4, /^optionBytes\.2\.base$/, 0x1ff00000, 'RM0432 §3.4.1'),
  choice(l4, /^optionBytes\.3\.base$/, 0x1ff01000, 'RM0432 §3.4.1'),
  choice(l4, /^optionBytes\.\d\.size$/, 0x28, 'RM0351 and RM0432 §3.4.1'),
  choice(f2, /^optionBytes\.0\.base$/, 0x1fffc000, 'PM0059 §2.6'),
  choice(f2, /^optionBytes\.0\.size$/, 0x10, 'PM0059 §2.6'),
  choice(f7, /^optionBytes\.0\.base$/, 0x1fff0000, "CubeProgrammer's data base"),
  choice(f7, /^optionBytes\.0\.size$/, 0x2c, "CubeProgrammer's data base"),
  choice(g0, /^optionBytes\.0\.base$/, 0x1fff7800, 'RM0444 Rev 5 §3.3.1 Table 9'),
  choice(g0, /^optionBytes\.0\.size$/, 0x80, 'RM0444 Rev 5 §3.3.1 Table 9'),
  choice(g4, /^optionBytes\.0\.base$/, 0x1fff7800, "CubeProgrammer's data base"),
  choice(g4, /^optionBytes\.0\.size$/, 0x54, "CubeProgrammer's data base, of G43x"),
  choice(g4, /^optionBytes\.1\.base$/, 0x1ffff800, "CubeProgrammer's data base, of G47x"),
  choice(g4, /^optionBytes\.1\.size$/, 0x30, "CubeProgrammer's data base, of G47x"),
  choice(f4, /^lines\.(2|3|8|9)\.devIds\.1$/, 0x411, 'errata of revision A, which OpenOCD has too'),
];

export const controllerChoices: readonly Choice[] = [
  choice(/^stm32f[47]$/, /^unit\.(size|stores\.0)$/, 1, 'x8: RM0090 §3.6.2'),
  choice(/^stm32(l4|[gcu]0)$/, /^unit\.size$/, 8, 'a double word: RM0351 §3.3.7, RM0444 §3.3.7'),
  choice(/^stm32u5$/, /^unit\.size$/, 16, "a quad-word: FLASH_Program_QuadWord of ST's HAL"),
  choice(/^stm32u5$/, /^unit\.stores\.[0-3]$/, 4, "four words: FLASH_Program_QuadWord of ST's HAL"),
  choice(/^stm32l5$/, /^unit\.size$/, 8, "a double word: FLASH_Program_DoubleWord of ST's HAL"),
  choice(/^stm32l5$/, /^unit\.stores\.[01]$/, 4, "two words: FLASH_Program_DoubleWord of ST's HAL"),
  choice(h7, /^unit\.stores\.[0-7]$/, 4, "eight words: HAL_FLASH_Program of ST's HAL"),
  choice(/^stm32(l4|[gcu]0)$/, /^unit\.stores\.[01]$/, 4, 'two words: RM0351 §3.3.7, RM0444 §3.3.7'),
];

function choice(names: RegExp, path: RegExp, value: number, why: string): Choice {
  return { names, path, value, why };
}
