import { areaName, type Bank } from '../bank/index.js';
import { type ErrorOptionsOf, OtpforgeError } from '../errors/index.js';
import type { AddressRange } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { type BankChange, bankChanges } from './bank-changes.js';
import type { OtpContents } from './otp-contents.js';
import type { PlanUnit } from './plan-types.js';
import type { BurnRequest, PlannedChip } from './session.js';

/**
 * Ends a run on whose chip anything has changed that was not planned: a byte, a lock, or the ECC state of a unit. `burnt`
 * are the units that jobs of this run had to burn; `onUnitsBurnt` hears where any of them was. Errors: UNPLANNED_CHANGE.
 */
export function judgeBank(
  { device: { bank }, loader, onUnitsBurnt }: BurnRequest,
  planned: PlannedChip,
  burnt: readonly PlanUnit[],
  found: Pick<OtpContents, 'bytes' | 'ecc'>,
): void {
  if (!planned.otp) return;
  if (burnt.some((unit) => isBurnt(bank, unit, found))) onUnitsBurnt?.();
  const mayChange = [...burnt, ...inFlightUnits(planned)];
  const [first, ...more] = bankChanges(bank, planned.otp, found, mayChange);
  if (!first) return;
  const blame =
    burnt.length > 0
      ? `the loader ${loader.sha256} burnt more than its job, or something else wrote to the chip`
      : 'no loader ran, so that something else wrote to the chip';
  throw new OtpforgeError('UNPLANNED_CHANGE', {
    ...changeText(first, bank, (what) => `${what}, which was not planned${countText(more)}: ${blame}`),
    remedy:
      'Set this unit aside, whatever a later run says of it. Compare the hash with that of a loader you trust, and check that no other tool is connected.',
    details: {
      loader: loader.sha256,
      changed: [first, ...more].map(({ address }) => address),
    },
  });
}

// What reads with a double ECC error may read erased the next time.
function isBurnt(
  { otp: { base, erasedValue } }: Bank,
  { kind, address, length }: PlanUnit,
  { bytes, ecc }: Pick<OtpContents, 'bytes' | 'ecc'>,
): boolean {
  const start = address - base;
  const isErased = bytes.subarray(start, start + length).every((byte) => byte === erasedValue);
  return kind === 'data' && !isErased && ecc.get(address) !== 'damaged';
}

/** What an interrupted run was to burn: a half-programmed cell may read differently each time. */
export function inFlightUnits({ inFlight }: PlannedChip): readonly AddressRange[] {
  return inFlight?.runs.flatMap(({ units }) => units) ?? [];
}

function countText(more: readonly BankChange[]): string {
  if (more.length === 0) return '';
  const places = more.slice(0, 3).map(({ address }) => hex32(address));
  const rest = more.length > places.length ? ` and ${more.length - places.length} more` : '';
  return ` (nor was ${places.join(', ')}${rest})`;
}

/** Message and memory of an error about a change: where, what was there, what is there now. */
export function changeText(
  { address, bytes, ecc, lockOf }: BankChange,
  bank: Pick<Bank, 'sector'>,
  text: (what: string) => string,
): ErrorOptionsOf {
  if (!bytes)
    return { message: text(`the ${areaName(bank)} at ${hex32(address)} now reads ${eccText(ecc)}`) };
  const what = lockOf === undefined ? `the ${areaName(bank)}` : `the lock byte of block ${lockOf}`;
  return {
    message: (show) =>
      text(`${what} at ${hex32(address)} changed from ${show(bytes.old)} to ${show(bytes.new)}`),
    memory: { address, values: bytes },
  };
}

function eccText(ecc: BankChange['ecc']): string {
  if (ecc === 'damaged') return 'with a double ECC error';
  return ecc === 'weak' ? 'only with one wrong bit corrected' : 'without the ECC error that it had';
}
