import type { Bank } from '../bank/index.js';
import { shortCells } from '../judge/index.js';
import type { CutOffRun } from '../probe/index.js';
import { type AddressRange, containsAddress } from '../range/index.js';
import type { OtpContents } from './otp-contents.js';
import type { PlanUnit } from './plan-types.js';

/** What may have been under way on a chip when something cut it off. */
export interface InFlight {
  readonly runs: readonly CutOffRun[];
  /** What is known to have come to its end anyway. */
  readonly finished: readonly AddressRange[];
}

/**
 * Judges anew what reads right and may be half-programmed. Where bits may be cleared at any time, all that an interrupted run
 * was to burn is programmed once more: only one byte can be weak, but which depends on other tools, and 16 µs a byte is
 * cheaper than the argument. Where a unit takes one programming, the last one that the run programmed is
 * suspect, unless it is accepted as it reads: a loader goes by address and reads each unit back before the next. A
 * lock over a byte that may be short, and that the image does not name, is suspect too.
 */
export function judgeInFlight(
  bank: Bank,
  units: readonly PlanUnit[],
  otp: OtpContents,
  inFlight: InFlight,
  acceptSuspect: boolean,
): readonly PlanUnit[] {
  const mayBeShort = halfProgrammed(bank, otp, inFlight);
  return units.map((unit) => {
    const cell =
      !acceptSuspect && locksUnfinished(bank, units, otp, unit, inFlight)
        ? 'lock byte: above short, locked'
        : unit.reason === 'equal' && mayBeShort(unit)
          ? shortCell(bank, unit, acceptSuspect)
          : undefined;
    if (cell === undefined) return unit;
    const [state, reason] = shortCells[cell];
    return { ...unit, state, reason };
  });
}

function shortCell(
  { otp: { rewrite, locks } }: Bank,
  { kind, wanted }: PlanUnit,
  accepted: boolean,
): keyof typeof shortCells {
  if (kind === 'lock' && wanted[0] !== locks?.locked) return 'lock byte: short, same';
  return `${rewrite}: ${accepted ? 'accepted' : 'short'}, equal`;
}

/** Whether an erase of the sector was interrupted: its cells may read right and be weak. */
export function isHalfErased({ runs }: InFlight): boolean {
  return runs.some(({ isErase }) => isErase);
}

/** Says of a unit whether an interrupted run may have left it half-programmed, whatever it reads as. */
export function halfProgrammed(
  bank: Bank,
  otp: Pick<OtpContents, 'bytes' | 'ecc'>,
  { runs, finished }: InFlight,
): (unit: Pick<PlanUnit, 'address' | 'kind' | 'block'>) => boolean {
  const { rewrite } = bank.otp;
  const [erases, burns] = [runs.filter(({ isErase }) => isErase), runs.filter(({ isErase }) => !isErase)];
  const last = new Set(rewrite === 'once' ? burns.map((run) => lastUsed(bank, otp, run)) : []);
  return (unit) => {
    const { address } = unit;
    if (erases.some((run) => isIn(run.units, address))) return true;
    if (isLocked(bank, otp, unit) || isIn(finished, address)) return false;
    return rewrite === 'once' ? last.has(address) : burns.some((run) => isIn(run.units, address));
  };
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

// A run found its units blank, whatever image it burnt, and so did each run after it.
function lastUsed(
  { otp: { base, size, writeUnit, erasedValue } }: Bank,
  { bytes, ecc }: Pick<OtpContents, 'bytes' | 'ecc'>,
  { units, since = [] }: CutOffRun,
): number | undefined {
  for (let address = base + size - writeUnit; address >= base; address -= writeUnit) {
    const unit = bytes.subarray(address - base, address - base + writeUnit);
    const used = ecc.has(address) || unit.some((byte) => byte !== erasedValue);
    if (used && isIn(units, address) && !isIn(since, address)) return address;
  }
  return undefined;
}

// What a lock covers can be programmed no more.
function isLocked(
  { otp: { locks } }: Bank,
  { bytes }: Pick<OtpContents, 'bytes'>,
  { kind, block }: Pick<PlanUnit, 'kind' | 'block'>,
): boolean {
  return (
    kind === 'data' &&
    locks !== undefined &&
    block !== undefined &&
    bytes[locks.offset + block] !== locks.unlocked
  );
}

function isIn(ranges: readonly AddressRange[], at: number): boolean {
  return ranges.some((range) => containsAddress(range, at));
}
