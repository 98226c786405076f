import type { SimulatedChip } from '../../../src/chip/index.js';
import { chipOf, deviceOf, setWord, wordAt } from './chips.js';
import { unlock } from './flash.js';

// RM0444 §3.7.
export const g0 = {
  ACR: 0x40022000,
  KEYR: 0x40022008,
  OPTKEYR: 0x4002200c,
  SR: 0x40022010,
  CR: 0x40022014,
  ECCR: 0x40022018,
  ECC2R: 0x4002201c,
  OPTR: 0x40022020,
} as const;
export const OTP = 0x1fff7000;
export const FLASH = 0x08000000;
export const PG = 1;
export const PROGERR = 1 << 3;
export const WRPERR = 1 << 4;
export const PGAERR = 1 << 5;
export const PGSERR = 1 << 7;
export const BSY1 = 1 << 16;
export const BSY2 = 1 << 17;
export const CFGBSY = 1 << 18;
export const LOCK = 0x80000000;
export const OPTLOCK = 1 << 30;
export const STRT = 1 << 16;

export const newG0 = (): SimulatedChip => chipOf(deviceOf('STM32G071RB'));
export const newG0B = (): SimulatedChip => chipOf(deviceOf('STM32G0B1RE'));

export const settled = (chip: SimulatedChip): number => {
  while (wordAt(chip, g0.SR) & (BSY1 | BSY2));
  return wordAt(chip, g0.SR);
};

export const opened = (chip = newG0()): SimulatedChip => {
  unlock(chip, g0);
  setWord(chip, g0.CR, PG);
  return chip;
};

export const program = (chip: SimulatedChip, address: number, low: number, high: number): number => {
  setWord(chip, address, low);
  setWord(chip, address + 4, high);
  return settled(chip);
};
