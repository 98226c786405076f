import { type Bank, blockOfAddress, type LockState, lockState } from '../bank/index.js';
import { describeOrigin, type Origin, type SparseImage } from '../image/index.js';
import { dataCell, impossibleBits, lockCell, unitCells } from '../judge/index.js';
import type { EccState } from './otp-contents.js';
import type { PlanUnit, UnitBytes } from './plan-types.js';

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
  const cell = ecc
    ? (`ecc: ${ecc}, any` as const)
    : block === undefined
      ? dataCell(bank.otp, lockOf(bank, otp, offset), old, wanted)
      : lockCell(bank.otp.locks!, old, wanted, isEmpty(block));
  const [state, reason] = unitCells[cell];
  const impossible = impossibleBits(reason, old, wanted);
  const origins = originsOf(image, address, length);
  const fillBytes = origins.filter(({ source }) => source.kind === 'fill').length;
  return {
    address,
    length,
    kind: block === undefined ? 'data' : 'lock',
    state,
    reason,
    old: ecc === 'damaged' ? old.map(() => undefined) : old,
    wanted,
    ...(impossible && { impossible }),
    from: [...new Set(origins.map(describeOrigin))],
    ...(fillBytes > 0 && { fillBytes }),
    ...(place && { block: place.block }),
  };
}

function isBlockEmpty({ otp: area }: Bank, image: SparseImage, otp: Uint8Array, block: number): boolean {
  const { data, locks, base, erasedValue } = area;
  const size = locks?.blockSize ?? 0;
  const start = data.offset + block * size;
  return Array.from({ length: size }, (_, index) => start + index).every(
    (offset) => otp[offset] === erasedValue && (image.byteAt(base + offset) ?? erasedValue) === erasedValue,
  );
}

function lockOf({ otp: { locks, data } }: Bank, otp: Uint8Array, offset: number): LockState {
  if (!locks) return 'open';
  return lockState(locks, otp[locks.offset + Math.floor((offset - data.offset) / locks.blockSize)]);
}

function originsOf(image: SparseImage, address: number, length: number): readonly Origin[] {
  return Array.from({ length }, (_, index) => image.originAt(address + index)).filter(
    (origin) => origin !== undefined,
  );
}
