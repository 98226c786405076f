import type { Bank } from '../bank/index.js';
import type { OtpContents } from './otp-contents.js';
import type { PlanUnit } from './plan-types.js';

/** A stretch of addresses. */
export interface Stretch {
  readonly address: number;
  readonly length: number;
}

/** What a run that was cut off was to burn, as a journal tells of it. */
export interface CutOffRun {
  readonly units: readonly Stretch[];
}

/** What may have been under way on a chip when something cut it off. */
export interface InFlight {
  readonly runs: readonly CutOffRun[];
  /** What is known to have come to its end all the same. */
  readonly finished: readonly Stretch[];
}

/**
 * Judges anew what reads right and may have been cut short. A loader programs in address order, data before locks,
 * and reads each unit back before the next, so that only the last programmed unit of a run can be one. Where bits
 * may be cleared at any time it is programmed once more; where a unit takes one programming it is suspect, unless
 * it is accepted as it reads. A lock over a byte that may be one, and that the image does not name, is suspect too.
 */
export function judgeInFlight(
  bank: Bank,
  units: readonly PlanUnit[],
  otp: OtpContents,
  { runs, finished }: InFlight,
  acceptSuspect: boolean,
): readonly PlanUnit[] {
  const short = new Set(runs.flatMap((run) => mayBeShort(bank, units, otp, run, { runs, finished })));
  return units.map((unit) => {
    if (!acceptSuspect && locksUnfinished(bank, units, otp, unit, { runs, finished })) {
      return { ...unit, state: 'suspect', reason: 'cut-short' };
    }
    if (!short.has(unit.address) || unit.reason !== 'equal' || isLocked(bank, otp, unit)) return unit;
    if (bank.otp.rewrite === 'clear-bits') return { ...unit, state: 'burn', reason: 'cut-short' };
    return { ...unit, state: acceptSuspect ? 'skip' : 'suspect', reason: 'cut-short' };
  });
}

// A lock ends what could still mend a byte that the image does not name.
function locksUnfinished(
  { otp: { base, data, locks, erasedValue } }: Bank,
  units: readonly PlanUnit[],
  { bytes }: OtpContents,
  { kind, state, block }: PlanUnit,
  { runs, finished }: InFlight,
): boolean {
  if (kind !== 'lock' || state !== 'burn' || locks === undefined || block === undefined) return false;
  const start = data.offset + block * locks.blockSize;
  return Array.from({ length: locks.blockSize }, (_, index) => start + index).some(
    (offset) =>
      bytes[offset] !== erasedValue &&
      runs.some((run) => isIn(run.units, base + offset)) &&
      !isIn(finished, base + offset) &&
      !units.some(({ address }) => address === base + offset),
  );
}

function mayBeShort(
  bank: Bank,
  units: readonly PlanUnit[],
  otp: OtpContents,
  run: CutOffRun,
  { runs, finished }: InFlight,
): readonly number[] {
  const mayBe = (address: number) => isIn(run.units, address) && !isIn(finished, address);
  const isOf = (others: readonly CutOffRun[]) => (address: number) =>
    others.some((other) => isIn(other.units, address));
  if (bank.otp.rewrite === 'clear-bits') {
    const equal = units.filter(({ address, reason }) => reason === 'equal' && mayBe(address));
    return lastEqual(equal, isOf(runs.filter((other) => other !== run)));
  }
  const isOfLater = isOf(runs.slice(runs.indexOf(run) + 1));
  return lastUsed(bank, otp, (address) => mayBe(address) && !isOfLater(address));
}

// What another run was to burn as well may be the other's work, so that the run's own last unit may come before it.
function lastEqual(equal: readonly PlanUnit[], isOfAnother: (address: number) => boolean): readonly number[] {
  const inOrder = [
    ...equal.filter(({ kind }) => kind === 'data'),
    ...equal.filter(({ kind }) => kind === 'lock'),
  ].map(({ address }) => address);
  return inOrder.slice(
    Math.max(
      0,
      inOrder.findLastIndex((address) => !isOfAnother(address)),
    ),
  );
}

// A run found its units blank, whatever image it burnt, and so did each run after it.
function lastUsed(
  { otp: { base, size, writeUnit, erasedValue } }: Bank,
  { bytes, ecc }: OtpContents,
  mayBe: (address: number) => boolean,
): readonly number[] {
  for (let address = base + size - writeUnit; address >= base; address -= writeUnit) {
    const unit = bytes.subarray(address - base, address - base + writeUnit);
    const used = ecc.has(address) || unit.some((byte) => byte !== erasedValue);
    if (used && mayBe(address)) return [address];
  }
  return [];
}

// What a lock covers can be programmed no more.
function isLocked({ otp: { locks } }: Bank, { bytes }: OtpContents, { kind, block }: PlanUnit): boolean {
  return (
    kind === 'data' &&
    locks !== undefined &&
    block !== undefined &&
    bytes[locks.offset + block] !== locks.unlocked
  );
}

function isIn(stretches: readonly Stretch[], at: number): boolean {
  return stretches.some(({ address, length }) => at >= address && at < address + length);
}
