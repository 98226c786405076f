import type { Bank } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { readWords, writeWord } from './words.js';

/** damaged: two or more wrong bits, the bytes mean nothing; weak: one wrong bit, corrected on each read. */
export type EccState = 'damaged' | 'weak';

type Ecc = NonNullable<Bank['otp']['ecc']>;

/** Error correction of the whole main flash: each of its two banks reports its own errors. */
export function eccOfFlash({ otp: { ecc }, sector, lines, flashInterface }: Bank): Ecc | null {
  const stride = flashInterface?.bankStride;
  if (!ecc || !sector || stride === undefined) return ecc;
  const hasTwo = sector.flashBank === 2 || lines.some(({ mainFlash }) => mainFlash?.dualBank === true);
  const shift = sector.flashBank === 2 ? -stride : stride;
  const others = ecc.registers.map((each) => ({
    ...each,
    register: each.register + shift,
    ...(each.clear !== undefined && { clear: each.clear + shift }),
  }));
  return hasTwo ? { ...ecc, registers: [...ecc.registers, ...others] } : ecc;
}

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

/**
 * Whether what was read last had an ECC error; its flags are taken back, and the NMI of a double error with them.
 * False on a bank without ECC.
 */
export async function tookEccError(probe: Probe, bank: Bank): Promise<boolean> {
  const ecc = eccOfFlash(bank);
  if (!ecc) return false;
  if ((await readEccState(probe, ecc)) === undefined) return false;
  // Behind a corrected bit a double error sets no flag (RM0351 §3.3.2), and its NMI pends anyway.
  await forgetEccErrors(probe, bank);
  return true;
}

/**
 * Takes back a pending NMI and the ECC flags. The reset comes first: it fetches the vectors, and a damaged unit
 * there sets the flags anew.
 */
export async function forgetEccErrors(probe: Probe, bank: Bank): Promise<void> {
  const ecc = eccOfFlash(bank);
  await probe.resetHalt();
  if (ecc) await clearEccFlags(probe, ecc);
}
