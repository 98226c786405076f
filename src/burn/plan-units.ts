import { type Bank, blockOfAddress, lockState } from '../bank/index.js';
import { describeOrigin, type Origin, type SparseImage } from '../image/index.js';
import type { EccState } from './otp-contents.js';
import type { PlanReason, PlanUnit, UnitBytes, UnitState } from './plan-types.js';

type Verdict = { state: UnitState; reason: PlanReason; impossible?: number[] };

/**
 * Judges every write unit of the bank that the image touches, in address order.
 * `otp` is the whole bank as the chip holds it. Nothing is added to the image.
 */
export function planUnits(
  bank: Bank,
  image: SparseImage,
  otp: Uint8Array,
  ecc: ReadonlyMap<number, EccState> = new Map(),
  lockEmpty: readonly number[] = [],
): readonly PlanUnit[] {
  const unit = bank.otp.writeUnit;
  const units: PlanUnit[] = [];
  const isEmpty = (block: number) => !lockEmpty.includes(block) && isBlockEmpty(bank, image, otp, block);
  let next = bank.otp.base;
  for (const segment of image.clip(bank.otp.base, bank.otp.base + bank.otp.size).segments) {
    const first = segment.address - ((segment.address - bank.otp.base) % unit);
    const end = segment.address + segment.bytes.length;
    for (let address = Math.max(first, next); address < end; address += unit) {
      units.push(planUnit(bank, image, otp, address, ecc.get(address), isEmpty));
      next = address + unit;
    }
  }
  return units;
}

function planUnit(
  bank: Bank,
  image: SparseImage,
  otp: Uint8Array,
  address: number,
  ecc: EccState | undefined,
  isEmpty: (block: number) => boolean,
): PlanUnit {
  const length = bank.otp.writeUnit;
  const offset = address - bank.otp.base;
  const old = [...otp.subarray(offset, offset + length)];
  const wanted: UnitBytes = Array.from({ length }, (_, index) => image.byteAt(address + index));
  const place = blockOfAddress(bank, address);
  const block = place?.isLock ? place.block : undefined;
  const { impossible, ...verdict } = ecc
    ? judgeEcc(ecc)
    : block === undefined
      ? judgeData(bank, otp, offset, old, wanted)
      : judgeLock(bank, old, wanted, isEmpty(block));
  const origins = originsOf(image, address, length);
  const fillBytes = origins.filter(({ source }) => source.kind === 'fill').length;
  return {
    address,
    length,
    kind: block === undefined ? 'data' : 'lock',
    ...verdict,
    old: ecc === 'damaged' ? old.map(() => undefined) : old,
    wanted,
    ...(impossible && { impossible }),
    from: [...new Set(origins.map(describeOrigin))],
    ...(fillBytes > 0 && { fillBytes }),
    ...(place && { block: place.block }),
  };
}

// Whatever is wanted of it, it cannot be read back, so nothing could be claimed.
function judgeEcc(ecc: EccState): Verdict {
  return { state: 'damaged', reason: ecc === 'damaged' ? 'ecc-damaged' : 'ecc-weak' };
}

function judgeData(bank: Bank, otp: Uint8Array, offset: number, old: number[], wanted: UnitBytes): Verdict {
  const { erasedValue, rewrite } = bank.otp;
  const blank = old.every((byte) => byte === erasedValue);
  const partial = wanted.some((byte) => byte === undefined);
  if (wanted.every((byte, index) => byte === undefined || byte === old[index])) {
    // A blank unit of which all present bytes are all ones stays blank: nothing is programmed, so nothing is missing.
    if (blank) return { state: 'skip', reason: 'blank-stays-blank' };
    return { state: 'skip', reason: 'equal' };
  }
  const lock = lockOf(bank, otp, offset);
  if (lock !== undefined) return { state: 'locked', reason: lock };
  if (partial) return { state: 'partial', reason: 'bytes-missing' };
  if (rewrite === 'once' && !blank) {
    const impossible = wanted.map((byte, index) => (byte ?? 0) ^ (old[index] ?? 0));
    return { state: 'conflict', reason: 'unit-is-spent', impossible };
  }
  const impossible = wanted.map((byte, index) => (byte ?? 0) & ~(old[index] ?? 0) & 0xff);
  if (impossible.some((bits) => bits !== 0)) return { state: 'conflict', reason: 'needs-ones', impossible };
  return { state: 'burn', reason: blank ? 'blank' : 'clears-bits' };
}

function judgeLock(bank: Bank, old: number[], wanted: UnitBytes, isEmpty: boolean): Verdict {
  const locks = bank.otp.locks!;
  const [have] = old;
  const [want] = wanted;
  if (have === want)
    return { state: 'skip', reason: want === locks.unlocked ? 'blank-stays-blank' : 'equal' };
  // RM0090 §3.8: a lock byte holds only 0x00 or 0xFF, or the block may not be taken into account correctly.
  if (want !== locks.locked && want !== locks.unlocked)
    return { state: 'conflict', reason: 'lock-byte-value' };
  if (have !== locks.unlocked && have !== locks.locked)
    return { state: 'locked', reason: 'lock-byte-is-damaged' };
  if (want === locks.unlocked) {
    return { state: 'conflict', reason: 'needs-ones', impossible: [(want ?? 0) & ~(have ?? 0) & 0xff] };
  }
  // A lock of an empty block wastes the block forever, and is a slip more often than a wish.
  if (isEmpty) return { state: 'conflict', reason: 'block-is-empty' };
  return { state: 'burn', reason: 'blank' };
}

function isBlockEmpty({ otp: area }: Bank, image: SparseImage, otp: Uint8Array, block: number): boolean {
  const { data, locks, base, erasedValue } = area;
  const size = locks?.blockSize ?? 0;
  const start = data.offset + block * size;
  return Array.from({ length: size }, (_, index) => start + index).every(
    (offset) => otp[offset] === erasedValue && (image.byteAt(base + offset) ?? erasedValue) === erasedValue,
  );
}

function lockOf(bank: Bank, otp: Uint8Array, offset: number): PlanReason | undefined {
  const { locks, data } = bank.otp;
  if (!locks) return undefined;
  const state = lockState(locks, otp[locks.offset + Math.floor((offset - data.offset) / locks.blockSize)]);
  if (state === 'open') return undefined;
  return state === 'locked' ? 'block-is-locked' : 'lock-byte-is-damaged';
}

function originsOf(image: SparseImage, address: number, length: number): readonly Origin[] {
  return Array.from({ length }, (_, index) => image.originAt(address + index)).filter(
    (origin) => origin !== undefined,
  );
}
