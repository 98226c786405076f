import { areas, range } from '../store.js';
import type { Subject } from '../subject.js';
import { type Claim, first, plus } from './claim.js';

/** A lock byte for each block. */
const lockBytes = 16;

export const otpClaims: readonly Claim[] = [
  {
    path: /^otp\.base$/,
    source: 'FLASH_OTP_BASE, OTP_BASE or OTP_AREA_BASE',
    value: (chips) => first(chips, ['FLASH_OTP_BASE', 'OTP_BASE', 'OTP_AREA_BASE']),
  },
  {
    path: /^otp\.(?:data\.)?size$/,
    source: 'FLASH_OTP_SIZE, OTP_SIZE or OTP_AREA_END_ADDR',
    value: (chips) =>
      first(chips, ['FLASH_OTP_SIZE', 'OTP_SIZE']) ??
      plus(chips.header('OTP_AREA_END_ADDR'), 1, -(chips.header('OTP_AREA_BASE') ?? 0)),
  },
  {
    path: /^otp\.base$/,
    source: "CubeProgrammer's data base",
    value: (chips) => areaOf(chips, 'cubeProgrammer')?.base,
  },
  {
    path: /^otp\.base$/,
    source: "OpenOCD's part table",
    value: (chips) => areaOf(chips, 'openocd')?.base,
  },
  { path: /^otp\.base$/, source: "OpenOCD's stm32f2x.c", value: (chips) => blocksOf(chips)?.base },
  {
    path: /^otp\.size$/,
    source: 'FLASH_OTP_END, or on F74x to F77x blocks and lock bytes',
    value: (chips) => plus(blocksOf(chips)?.size, lockBytes),
  },
  {
    path: /^otp\.(?:data\.)?size$/,
    source: "CubeProgrammer's data base",
    value: (chips) => (hasLocks(chips) ? undefined : areaOf(chips, 'cubeProgrammer')?.size),
  },
  {
    path: /^otp\.(?:data\.)?size$/,
    source: "OpenOCD's part table",
    value: (chips) => areaOf(chips, 'openocd')?.size,
  },
  {
    path: /^otp\.data\.offset$/,
    source: 'data first: OpenOCD and the data base begin where the headers do',
    value: (chips) => {
      const area = (areaOf(chips, 'cubeProgrammer') ?? areaOf(chips, 'openocd'))!.base;
      return area - (blocksOf(chips)?.base ?? areaOf(chips, 'openocd')!.base);
    },
  },
  { path: /^otp\.data\.size$/, source: 'blocks of data', value: (chips) => blocksOf(chips)?.size },
  { path: /^otp\.locks\.offset$/, source: 'locks follow the data', value: (chips) => blocksOf(chips)?.size },
  { path: /^otp\.locks\.blockSize$/, source: 'blocks of data', value: (chips) => blocksOf(chips)?.block },
  {
    path: /^otp\.locks\.count$/,
    source: 'blocks of data',
    value: (chips) => {
      const blocks = blocksOf(chips);
      return blocks && blocks.size / blocks.block;
    },
  },
  {
    path: /^otp\.writeUnit\.size$/,
    source: 'write size of stm32-data',
    value: (chips) => (hasLocks(chips) ? undefined : chips.groups[0]?.writeSize),
  },
  {
    path: /^otp\.writeUnit\.ecc\.dataBits$/,
    source: 'write size of stm32-data',
    value: (chips) => chips.groups[0]!.writeSize * 8,
  },
];

function areaOf(chips: Subject, table: 'cubeProgrammer' | 'openocd') {
  const [area, ...others] = new Set(chips[table]().map(({ otp }) => otp));
  if (hasLocks(chips)) return range(area);
  if (others.length > 0) throw new Error(`${table}: OTP is not the same on all parts`);
  return range(area);
}

function hasLocks(chips: Subject): boolean {
  return chips.header('FLASH_OTP_END') !== undefined;
}

/**
 * Data blocks of a family with lock bytes. OpenOCD knows all but F72x and F73x, where the header's end leaves the lock
 * bytes behind 16 blocks.
 */
function blocksOf(chips: Subject): { base: number; size: number; block: number } | undefined {
  if (!hasLocks(chips)) return undefined;
  const base = chips.header('FLASH_OTP_BASE')!;
  const size = chips.header('FLASH_OTP_END')! + 1 - base;
  const known = (series: string, symbol: string) =>
    Number(areas.openocdF2.symbols[`${series}_OTP_${symbol}`]);
  const series = ['STM32F2', 'STM32F7'].find((name) => known(name, 'BANK_BASE') === base);
  if (series === undefined) return { base, size: size - lockBytes, block: (size - lockBytes) / lockBytes };
  const blocks = { base, size: known(series, 'SIZE'), block: known(series, 'SECTOR_SIZE') };
  const reserved = size - lockBytes - blocks.size;
  if (reserved !== 0 && reserved !== 16) throw new Error('the header and OpenOCD disagree on OTP');
  return blocks;
}
