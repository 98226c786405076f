import { randomUUID } from 'node:crypto';
import type { KnownUnit } from '../ledger/index.js';

/** What a visit has learnt so far, for its record in the ledger. */
export interface Seen {
  /** Names the visit in journal and ledger. */
  readonly run: string;
  uid?: string;
  unit?: KnownUnit;
  /** The claim and its end are the record. */
  isClaimed: boolean;
  /** A rework is open in the ledger: its end is the record. */
  isReworking?: boolean;
}

export function nothingSeen(): Seen {
  return { run: randomUUID(), isClaimed: false };
}
