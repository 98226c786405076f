import type { Bank, LockState } from '../bank/index.js';
import type { Verdict } from './verdict.js';

type Rewrite = Bank['otp']['rewrite'];

/** The table of a data unit: that of its bank, or that of a block that takes nothing more. */
export type DataTable = Rewrite | `block ${Exclude<LockState, 'open'>}`;
export type DataState = 'blank' | 'used';
/** part: some bytes are missing, and those that are there differ; clear: ones become zeros; set: a zero would become a one. */
export type DataWish = 'equal' | 'part' | 'clear' | 'set';
/** locked-empty: the lock of a block in which nothing is written; other: neither value of a lock byte. */
export type LockWish = 'open' | 'locked' | 'locked-empty' | 'other';

type UnitCell =
  | `${DataTable}: ${DataState}, ${DataWish}`
  | `lock byte: ${LockState}, ${LockWish}`
  | 'lock byte: damaged, same'
  | `ecc: ${'damaged' | 'weak'}, any`;

/**
 * The rules of judging, once: what a write unit holds and what is wanted of it, and what becomes of it. TypeScript runs
 * this table, and the scripts for other hosts are made from it. One cell is one line, "table: state, wish", for the
 * mutants: each flips one.
 */
export const unitCells = {
  // Ones may become zeros at any time (RM0090 §3.6.4). A unit of all ones over a blank one stays blank: it is never programmed.
  'clear-bits: blank, equal': ['skip', 'blank-stays-blank'],
  'clear-bits: blank, part': ['partial', 'bytes-missing'],
  'clear-bits: blank, clear': ['burn', 'blank'],
  'clear-bits: blank, set': ['conflict', 'needs-ones'],
  'clear-bits: used, equal': ['skip', 'equal'],
  'clear-bits: used, part': ['partial', 'bytes-missing'],
  'clear-bits: used, clear': ['burn', 'clears-bits'],
  'clear-bits: used, set': ['conflict', 'needs-ones'],

  // One bit at 0, and a unit cannot be programmed again, not even with zeros (RM0351 §3.3.1).
  'once: blank, equal': ['skip', 'blank-stays-blank'],
  'once: blank, part': ['partial', 'bytes-missing'],
  'once: blank, clear': ['burn', 'blank'],
  'once: blank, set': ['conflict', 'needs-ones'],
  'once: used, equal': ['skip', 'equal'],
  'once: used, part': ['partial', 'bytes-missing'],
  'once: used, clear': ['conflict', 'unit-is-spent'],
  'once: used, set': ['conflict', 'unit-is-spent'],

  // A lock byte of 00 locks its block (RM0090 §3.8).
  'block locked: blank, equal': ['skip', 'blank-stays-blank'],
  'block locked: blank, part': ['locked', 'block-is-locked'],
  'block locked: blank, clear': ['locked', 'block-is-locked'],
  'block locked: blank, set': ['locked', 'block-is-locked'],
  'block locked: used, equal': ['skip', 'equal'],
  'block locked: used, part': ['locked', 'block-is-locked'],
  'block locked: used, clear': ['locked', 'block-is-locked'],
  'block locked: used, set': ['locked', 'block-is-locked'],

  // With one of neither 00 nor FF the block may not be taken into account correctly (RM0090 §3.8), so it counts as locked.
  'block damaged: blank, equal': ['skip', 'blank-stays-blank'],
  'block damaged: blank, part': ['locked', 'lock-byte-is-damaged'],
  'block damaged: blank, clear': ['locked', 'lock-byte-is-damaged'],
  'block damaged: blank, set': ['locked', 'lock-byte-is-damaged'],
  'block damaged: used, equal': ['skip', 'equal'],
  'block damaged: used, part': ['locked', 'lock-byte-is-damaged'],
  'block damaged: used, clear': ['locked', 'lock-byte-is-damaged'],
  'block damaged: used, set': ['locked', 'lock-byte-is-damaged'],

  // A lock byte takes 00 and nothing else. The lock of an empty block wastes it, and is a slip more often than a wish.
  'lock byte: open, open': ['skip', 'blank-stays-blank'],
  'lock byte: open, locked': ['burn', 'blank'],
  'lock byte: open, locked-empty': ['conflict', 'block-is-empty'],
  'lock byte: open, other': ['conflict', 'lock-byte-value'],
  'lock byte: locked, open': ['conflict', 'needs-ones'],
  'lock byte: locked, locked': ['skip', 'equal'],
  'lock byte: locked, locked-empty': ['skip', 'equal'],
  'lock byte: locked, other': ['conflict', 'lock-byte-value'],
  'lock byte: damaged, open': ['locked', 'lock-byte-is-damaged'],
  'lock byte: damaged, locked': ['locked', 'lock-byte-is-damaged'],
  'lock byte: damaged, locked-empty': ['locked', 'lock-byte-is-damaged'],
  'lock byte: damaged, other': ['conflict', 'lock-byte-value'],
  'lock byte: damaged, same': ['skip', 'equal'],

  // Whatever is wanted of it, it cannot be relied on to read back, so nothing could be claimed (RM0351 §3.3.2).
  'ecc: damaged, any': ['damaged', 'ecc-damaged'],
  'ecc: weak, any': ['damaged', 'ecc-weak'],
} as const satisfies Readonly<Record<UnitCell, Verdict>>;

type ShortCell =
  | `${Rewrite}: ${'short' | 'accepted'}, equal`
  | 'lock byte: short, same'
  | 'lock byte: above short, locked';

/**
 * Of units that an interrupted run may have left half-programmed, though they read equal; accepted: somebody takes
 * them as they read; above short: the lock of a block with such a byte that the image does not name.
 */
export const shortCells = {
  'clear-bits: short, equal': ['burn', 'cut-short'],
  'clear-bits: accepted, equal': ['burn', 'cut-short'],
  'once: short, equal': ['suspect', 'cut-short'],
  'once: accepted, equal': ['skip', 'cut-short'],
  // A lock byte takes 00 alone, and this one reads something else.
  'lock byte: short, same': ['locked', 'lock-byte-is-damaged'],
  'lock byte: above short, locked': ['suspect', 'cut-short'],
} as const satisfies Readonly<Record<ShortCell, Verdict>>;

export type UnitCellName = keyof typeof unitCells;
