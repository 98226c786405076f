import { randomUUID } from 'node:crypto';
import type { KnownUnit } from '../ledger/index.js';

/** What a visit has learnt so far, for its record in the ledger. */
export interface Seen {
  /** Names the visit in journal and ledger. */
  readonly run: string;
  /** When it began, as performance.now() has it. */
  readonly start: number;
  uid?: string;
  unit?: KnownUnit;
  /** The claim and its end are the record. */
  isClaimed: boolean;
  /** A rework is open in the ledger: its end is the record. */
  isReworking?: boolean;
  /** The probe is let go of for good. */
  isLetGo?: boolean;
}

export function nothingSeen(): Seen {
  return { run: randomUUID(), start: performance.now(), isClaimed: false };
}

/** When a visit began, by the clock of the ledger, which says that it is `now`. */
export function beganAt({ start }: Seen, now: string): string {
  return new Date(Date.parse(now) - Math.round(performance.now() - start)).toISOString();
}
