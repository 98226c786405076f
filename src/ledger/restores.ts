import type { LedgerEnd } from './ledger-end.js';
import { type Meta, timesRestored } from './meta.js';

/** A time that a ledger was opened again. */
export interface Restore {
  /** How often it was by then. */
  readonly restored: number;
  /** Where the ledger ended. */
  readonly end: LedgerEnd;
  /** Units that each pool skipped, or to its end. */
  readonly units: number;
}

/** The restores after so many, oldest first; none where an older otpforge did them. */
export function restoresAfter(meta: Meta, restored: number): readonly Restore[] {
  const all = JSON.parse(meta.get('restores') ?? '[]') as readonly Restore[];
  return all.filter((each) => each.restored > restored && each.restored <= timesRestored(meta));
}

/** All of them and one more, as `meta` keeps them. */
export function withRestore(meta: Meta, restore: Restore): string {
  return JSON.stringify([...restoresAfter(meta, 0), restore]);
}
