import type { Bank } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { readWords, writeWord } from './words.js';

/** damaged: two or more wrong bits, the bytes mean nothing; weak: one wrong bit, corrected on each read. */
export type EccState = 'damaged' | 'weak';

type Ecc = NonNullable<Bank['otp']['ecc']>;
type EccRegister = Pick<Ecc, 'register' | 'detected' | 'corrected'>;

/** Every register that reports errors: a chip with two banks may have two, and OTP may show in either. */
export function eccRegistersOf(ecc: Ecc): readonly EccRegister[] {
  return ecc.registers ?? [ecc];
}

/** The worst that the registers report since their flags were cleared; undefined when there was no error. */
export async function readEccState(probe: Probe, ecc: Ecc): Promise<EccState | undefined> {
  const addresses = eccRegistersOf(ecc).map(({ register }) => register);
  return eccStateOf(ecc, await readWords(probe, addresses));
}

/** Likewise for what was read from the registers, in their order. */
export function eccStateOf(ecc: Ecc, words: readonly number[]): EccState | undefined {
  const registers = eccRegistersOf(ecc);
  const has = (bits: 'detected' | 'corrected'): boolean =>
    registers.some((each, index) => ((words[index] ?? 0) & each[bits]) !== 0);
  return has('detected') ? 'damaged' : has('corrected') ? 'weak' : undefined;
}

/** Clears the flags of each register. */
export async function clearEccFlags(probe: Probe, ecc: Ecc): Promise<void> {
  for (const { register, detected, corrected } of eccRegistersOf(ecc)) {
    await writeWord(probe, register, (detected | corrected) >>> 0);
  }
}
