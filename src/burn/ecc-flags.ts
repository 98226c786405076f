import type { Bank } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { readWords, writeWord } from './words.js';

/** damaged: two or more wrong bits, the bytes mean nothing; weak: one wrong bit, corrected on each read. */
export type EccState = 'damaged' | 'weak';

type Ecc = NonNullable<Bank['otp']['ecc']>;

/** The worst that the registers report since their flags were cleared; undefined when there was no error. */
export async function readEccState(probe: Probe, ecc: Ecc): Promise<EccState | undefined> {
  const addresses = ecc.registers.map(({ register }) => register);
  return eccStateOf(ecc, await readWords(probe, addresses));
}

/** Likewise for what was read from the registers, in their order. */
export function eccStateOf(ecc: Ecc, words: readonly number[]): EccState | undefined {
  const has = (bits: 'detected' | 'corrected'): boolean =>
    ecc.registers.some((each, index) => ((words[index] ?? 0) & each[bits]) !== 0);
  return has('detected') ? 'damaged' : has('corrected') ? 'weak' : undefined;
}

/** Clears the flags of each register. */
export async function clearEccFlags(probe: Probe, ecc: Ecc): Promise<void> {
  for (const { register, clear = register, detected, corrected } of ecc.registers) {
    await writeWord(probe, clear, (detected | corrected) >>> 0);
  }
}
