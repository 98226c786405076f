import type { Bank } from '../../src/bank/index.js';

/** Bytes without order in which no write unit is all ones; the same `seed` gives the same bytes. */
export function someBytes(length: number, seed = 1): Uint8Array {
  let state = seed * 0x9e3779b1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 24) & 0xfe;
  });
}

/** A whole OTP area, blank but for the bytes at some offsets. */
export function otpWith(
  bank: Bank,
  ...parts: readonly (readonly [offset: number, bytes: ArrayLike<number>])[]
): Uint8Array {
  const otp = new Uint8Array(bank.otp.size).fill(0xff);
  for (const [offset, bytes] of parts) otp.set(bytes, offset);
  return otp;
}

/** What the RAM of the suite holds beside loader, job and stack: all of an OTP, and a part of a reserved sector. */
const mostData = 0x800;

/** Data for every data byte of the bank; the lock bytes, where there are any, are not among them. */
export function fullData(bank: Bank): Uint8Array {
  return someBytes(Math.min(bank.otp.data.size, mostData));
}

/**
 * Cells of unit `index` that no longer take a 0, as many as a read-back can tell: one bit, or with ECC,
 * which would correct it, the whole unit.
 */
export function stuckUnit(bank: Bank, index: number): readonly { address: number; mask: number }[] {
  const { writeUnit } = bank.otp;
  const address = at(bank, index * writeUnit);
  if (writeUnit === 1) return [{ address, mask: 0x08 }];
  return Array.from({ length: writeUnit }, (_, byte) => ({ address: address + byte, mask: 0xff }));
}

/** The address `offset` bytes into the bank. */
export function at(bank: Bank, offset: number): number {
  return bank.otp.base + offset;
}
