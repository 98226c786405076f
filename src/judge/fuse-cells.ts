import { rangeOf, type WordRange } from '../mp1/index.js';
import type { Verdict } from './verdict.js';

/** What a dump shows of a word, as far as it decides about a write. */
export interface KnownWord {
  readonly word: number;
  /** Undefined where the dump does not show it: an error, or a zero under a read lock. */
  readonly value: number | undefined;
  /** Bit 30: nothing programs it any more. */
  readonly locked: boolean;
  /** Bit 27: nothing programs it until reset. */
  readonly stopped: boolean;
  /** Bit 26 is clear: the locks are as the dump shows them. */
  readonly locksKnown: boolean;
}

type FuseTable = WordRange | 'locked' | 'stopped';
/** set: zeros become ones; clear: a one would become a zero. */
type FuseWish = 'blank, equal' | 'blank, set' | 'used, equal' | 'used, set' | 'used, clear';
type LockWish = 'lock' | 'lock-empty';

type FuseCell =
  | `${FuseTable}: ${FuseWish}`
  | 'unknown: any, value'
  | `word lock: ${'open' | 'locked' | 'stopped' | 'unknown'}, ${LockWish}`;

/**
 * The rules of judging fuses: what a word holds and what is wanted of it, and what becomes of it. One cell is one line,
 * "table: state, wish", for the mutants: each flips one.
 */
export const fuseCells = {
  // Words 0 to 31 are stored twice and take more ones at any time (linux drivers/nvmem/stm32-romem.c).
  'lower: blank, equal': ['skip', 'blank-stays-blank'],
  'lower: blank, set': ['burn', 'blank'],
  'lower: used, equal': ['skip', 'equal'],
  'lower: used, set': ['burn', 'sets-bits'],
  'lower: used, clear': ['conflict', 'needs-zeros'],

  // Words 32 to 95 have check bits: a second write would spoil them (the same file warns of it).
  'upper: blank, equal': ['skip', 'blank-stays-blank'],
  'upper: blank, set': ['burn', 'blank'],
  'upper: used, equal': ['skip', 'equal'],
  'upper: used, set': ['conflict', 'unit-is-spent'],
  'upper: used, clear': ['conflict', 'unit-is-spent'],

  // Permanent lock, bit 30 of the status.
  'locked: blank, equal': ['skip', 'blank-stays-blank'],
  'locked: blank, set': ['locked', 'word-is-locked'],
  'locked: used, equal': ['skip', 'equal'],
  'locked: used, set': ['locked', 'word-is-locked'],
  'locked: used, clear': ['locked', 'word-is-locked'],

  // Sticky programming lock, bit 27: BSEC refuses writes until reset, and the service would stop there.
  'stopped: blank, equal': ['skip', 'blank-stays-blank'],
  'stopped: blank, set': ['locked', 'word-is-stopped'],
  'stopped: used, equal': ['skip', 'equal'],
  'stopped: used, set': ['locked', 'word-is-stopped'],
  'stopped: used, clear': ['locked', 'word-is-stopped'],

  // The service shows 0 for what it cannot read: such a zero is not a blank word.
  'unknown: any, value': ['unreadable', 'value-is-unknown'],

  // The lock of an empty word wastes it, and is a slip more often than a wish.
  'word lock: open, lock': ['burn', 'blank'],
  'word lock: open, lock-empty': ['conflict', 'block-is-empty'],
  'word lock: locked, lock': ['skip', 'equal'],
  'word lock: locked, lock-empty': ['skip', 'equal'],
  'word lock: stopped, lock': ['locked', 'word-is-stopped'],
  'word lock: stopped, lock-empty': ['conflict', 'block-is-empty'],
  'word lock: unknown, lock': ['unreadable', 'value-is-unknown'],
  'word lock: unknown, lock-empty': ['unreadable', 'value-is-unknown'],
} as const satisfies Readonly<Record<FuseCell, Verdict>>;

export type FuseCellName = keyof typeof fuseCells;

/** The cell of a word that is to have a value. */
export function wordCell({ word, value, locked, stopped }: KnownWord, wanted: number): FuseCellName {
  if (value === undefined) return 'unknown: any, value';
  const table: FuseTable = locked ? 'locked' : stopped ? 'stopped' : rangeOf(word);
  return `${table}: ${wishOf(value, wanted)}`;
}

/** The cell of a lock; `after` is what the word will hold, `isMeant`: it is to be locked though it is empty. */
export function wordLockCell(
  { value, locked, stopped, locksKnown }: KnownWord,
  after: number,
  isMeant: boolean,
): FuseCellName {
  const isKnown = locksKnown && value !== undefined;
  const state = locked ? 'locked' : !isKnown ? 'unknown' : stopped ? 'stopped' : 'open';
  return `word lock: ${state}, ${after === 0 && !isMeant ? 'lock-empty' : 'lock'}`;
}

/** Fuses that would have to go back from 1 to 0, or all that differ in a word that is spent. */
export function impossibleFuses({ word, value = 0 }: KnownWord, wanted: number): number {
  return (rangeOf(word) === 'upper' ? value ^ wanted : value & ~wanted) >>> 0;
}

function wishOf(value: number, wanted: number): FuseWish {
  if (value === 0) return wanted === 0 ? 'blank, equal' : 'blank, set';
  if (value === wanted) return 'used, equal';
  return (value & ~wanted) === 0 ? 'used, set' : 'used, clear';
}
