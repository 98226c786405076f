import type { Device } from '../../src/bank/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { imageOf } from '../support/images.js';

export const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (3 + index * 7) & 0x7f);

/** An image with firmware, data, ones and, where the bank has them, a lock. */
export function unit({ bank }: Device): SparseImage {
  const { base, locks } = bank.otp;
  return imageOf(
    [bank.flash.base, ramp(600)],
    [base, ramp(32)],
    [base + 64, new Uint8Array(8).fill(0xff)],
    ...(locks ? [[base + locks.offset, [locks.locked]] as const] : []),
  );
}
