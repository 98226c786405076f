import type { Bank } from '../../src/bank/index.js';
import { status } from './job.js';

export interface Request {
  /** From the bank's base. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Expected {
  /** Every reason to refuse; empty when the request is allowed. */
  readonly reasons: ReadonlySet<number>;
  /** The whole area afterwards. */
  readonly otp: Uint8Array;
  /** Units that take a programming operation. */
  readonly units: readonly number[];
}

/** What must come of requests that do not overlap: allowed → old with new, refused → nothing changed. */
export function expectedOf(bank: Bank, otp: Uint8Array, requests: readonly Request[]): Expected {
  const unit = bank.otp.writeUnit;
  const reasons = new Set<number>();
  const units: number[] = [];
  const after = Uint8Array.from(otp);
  for (const { offset, bytes } of requests) {
    for (let at = 0; at < bytes.length; at += unit) {
      const wanted = bytes.subarray(at, at + unit);
      const held = otp.subarray(offset + at, offset + at + unit);
      if (isAll(wanted, 0xff) || isEqual(wanted, held)) continue;
      const reason = unit === 1 ? refusalOfByte(bank, otp, offset + at, wanted[0]!) : refusalOfOnceUnit(held);
      if (reason !== undefined) reasons.add(reason);
      units.push(offset + at);
      after.set(wanted, offset + at);
    }
  }
  return reasons.size ? { reasons, otp, units: [] } : { reasons, otp: after, units };
}

function refusalOfByte(bank: Bank, otp: Uint8Array, offset: number, wanted: number): number | undefined {
  const locks = bank.otp.locks!;
  const isLock = offset >= locks.offset;
  if (isLock && wanted !== 0) return status.lockByte;
  const lock = otp[isLock ? offset : locks.offset + Math.floor(offset / locks.blockSize)];
  if (lock !== 0xff) return lock === 0 ? status.locked : status.lockByte;
  return wanted & ~otp[offset]! ? status.conflict : undefined;
}

function refusalOfOnceUnit(held: Uint8Array): number | undefined {
  return isAll(held, 0xff) ? undefined : status.conflict;
}

function isAll(bytes: Uint8Array, value: number): boolean {
  return bytes.every((byte) => byte === value);
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.every((byte, index) => byte === right[index]);
}
