import { type Bank, type LockState, lockState } from '../bank/index.js';
import type { DataState, DataTable, DataWish, LockWish, UnitCellName } from './cells.js';
import type { UnitReason } from './verdict.js';

/** Bytes in address order; undefined is an absent byte. */
type Wanted = readonly (number | undefined)[];

/** The cell of a data unit; `lock` is that of its block, open where there is none. */
export function dataCell(
  { erasedValue, rewrite }: Pick<Bank['otp'], 'erasedValue' | 'rewrite'>,
  lock: LockState,
  old: readonly number[],
  wanted: Wanted,
): UnitCellName {
  const table: DataTable = lock === 'open' ? rewrite : `block ${lock}`;
  const state: DataState = old.every((byte) => byte === erasedValue) ? 'blank' : 'used';
  return `${table}: ${state}, ${dataWish(old, wanted)}`;
}

/** The cell of a lock byte; `isEmpty`: nothing is in its block, nor will be, and nobody asked for the lock by name. */
export function lockCell(
  locks: NonNullable<Bank['otp']['locks']>,
  [have]: readonly number[],
  [want]: Wanted,
  isEmpty: boolean,
): UnitCellName {
  const state = lockState(locks, have);
  if (state === 'damaged' && have === want) return 'lock byte: damaged, same';
  const value = lockState(locks, want);
  const wish: LockWish =
    value === 'damaged' ? 'other' : value === 'locked' && isEmpty ? 'locked-empty' : value;
  return `lock byte: ${state}, ${wish}`;
}

/** Bits that a conflict is about: those that would have to go from 0 to 1, or all that differ in a spent unit. */
export function impossibleBits(
  reason: UnitReason,
  old: readonly number[],
  wanted: Wanted,
): number[] | undefined {
  if (reason === 'needs-ones') return wanted.map((byte, index) => ones(old[index], byte));
  if (reason === 'unit-is-spent') return wanted.map((byte, index) => (byte ?? 0) ^ (old[index] ?? 0));
  return undefined;
}

function dataWish(old: readonly number[], wanted: Wanted): DataWish {
  if (wanted.every((byte, index) => byte === undefined || byte === old[index])) return 'equal';
  if (wanted.includes(undefined)) return 'part';
  return wanted.some((byte, index) => ones(old[index], byte) !== 0) ? 'set' : 'clear';
}

function ones(old: number | undefined, wanted: number | undefined): number {
  return (wanted ?? 0) & ~(old ?? 0) & 0xff;
}
