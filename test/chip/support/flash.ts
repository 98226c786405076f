import type { SimulatedChip } from '../../../src/chip/index.js';
import { setWord, wordAt } from './chips.js';

/** FLASH registers of both families, as addresses. */
export const f4 = {
  ACR: 0x40023c00,
  KEYR: 0x40023c04,
  OPTKEYR: 0x40023c08,
  SR: 0x40023c0c,
  CR: 0x40023c10,
  OPTCR: 0x40023c14,
} as const;

export const l4 = {
  ACR: 0x40022000,
  KEYR: 0x40022008,
  OPTKEYR: 0x4002200c,
  SR: 0x40022010,
  CR: 0x40022014,
  ECCR: 0x40022018,
  OPTR: 0x40022020,
} as const;

export const BSY = 1 << 16;
export const LOCK = 0x80000000;
export const PG = 1;

export function unlock(chip: SimulatedChip, registers: { readonly KEYR: number }): void {
  setWord(chip, registers.KEYR, 0x45670123);
  setWord(chip, registers.KEYR, 0xcdef89ab);
}

export function waitIdle(chip: SimulatedChip, registers: { readonly SR: number }): void {
  while (wordAt(chip, registers.SR) & BSY);
}

/** FLASH_SR without BSY, after the running operation. */
export function status(chip: SimulatedChip, registers: { readonly SR: number }): number {
  waitIdle(chip, registers);
  return wordAt(chip, registers.SR);
}

/** One byte at x8, as a debugger would program it. */
export function programF4(chip: SimulatedChip, address: number, value: number): number {
  if (wordAt(chip, f4.CR) & LOCK) unlock(chip, f4);
  setWord(chip, f4.SR, 0xf3);
  setWord(chip, f4.CR, PG);
  chip.writeMemory(address, Uint8Array.of(value), 1);
  return status(chip, f4);
}

/** One double word, low word first. */
export function programL4(chip: SimulatedChip, address: number, low: number, high: number): number {
  if (wordAt(chip, l4.CR) & LOCK) unlock(chip, l4);
  setWord(chip, l4.SR, 0xc3fb);
  setWord(chip, l4.CR, PG);
  setWord(chip, address, low);
  setWord(chip, address + 4, high);
  return status(chip, l4) & 0xffff;
}
