import type { SparseImage } from '../../src/image/index.js';
import { imageOf } from '../support/images.js';
import type { Case } from './situations.js';

/** Where the unit of a case is, what its chip holds, and the image that wants it. */
export interface Placed {
  readonly address: number;
  readonly otp: Uint8Array;
  readonly image: SparseImage;
  readonly lockEmpty: readonly number[];
}

const block = 1;

/** Puts a case into block 1 of its bank. */
export function placed({ bank: { otp }, situation }: Case): Placed {
  const { base, size, data, locks, writeUnit, erasedValue } = otp;
  const bytes = new Uint8Array(size).fill(erasedValue);
  const start = data.offset + (locks ? block * locks.blockSize : writeUnit);
  if (locks) bytes.fill(locks.unlocked, locks.offset, locks.offset + locks.count);
  const lockByte = (locks?.offset ?? 0) + block;
  const offset = situation.kind === 'lock' ? lockByte : start;
  if (situation.lock !== undefined) bytes[lockByte] = situation.lock;
  bytes.set(situation.old, offset);
  if (situation.block === 'on-chip') bytes[start + 3] = 0x11;
  const wanted = situation.wanted.flatMap((byte, index) =>
    byte === undefined ? [] : [[base + offset + index, [byte]] as const],
  );
  const beside = situation.block === 'in-image' ? [[base + start + 3, [0x11]] as const] : [];
  return {
    address: base + offset,
    otp: bytes,
    image: imageOf(...beside, ...wanted),
    lockEmpty: situation.block === 'named' ? [block] : [],
  };
}
