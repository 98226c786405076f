/**
 * What a write unit of the image means for the chip as it is:
 * skip (the chip already holds it), burn, conflict (bits that would have to go from 0 to 1), partial (the image holds only
 * a part of it), locked, damaged (an error in its ECC), suspect (it reads right, and may be
 * half-programmed, or would lock such a unit), unreadable.
 */
export const unitStates = [
  'skip',
  'burn',
  'conflict',
  'partial',
  'locked',
  'damaged',
  'suspect',
  'unreadable',
] as const;

/** Stable word for why a unit is in its state. */
export const unitReasons = [
  'equal',
  'blank-stays-blank',
  'blank',
  'clears-bits',
  'needs-ones',
  'unit-is-spent',
  'bytes-missing',
  'block-is-locked',
  'lock-byte-is-damaged',
  'lock-byte-value',
  'block-is-empty',
  'ecc-damaged',
  'ecc-weak',
  'cut-short',
  'sets-bits',
  'needs-zeros',
  'word-is-locked',
  'word-is-stopped',
  'value-is-unknown',
  'not-read',
] as const;

export type UnitReason = (typeof unitReasons)[number];

/** What becomes of a write unit, and why. */
export type Verdict = readonly [state: (typeof unitStates)[number], reason: UnitReason];
