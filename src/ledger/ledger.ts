import type { LedgerAddress } from './address.js';
import type { Database } from './database.js';
import type { LedgerKey } from './key.js';
import type { LedgerTransaction } from './ledger-transaction.js';
import type { Station } from './station.js';

/** What the dies of a ledger are. */
export type Medium = 'silicon' | 'simulated';

/** An open ledger, as a station uses it. */
export interface Ledger {
  readonly id: string;
  readonly address: LedgerAddress;
  readonly station: Station;
  readonly database: Database;
  /** Errors: LEDGER_KEY_MISSING, LEDGER_KEY_WRONG. */
  key(): LedgerKey;
  /**
   * A transaction with the ledger's time and this station's chain of events; what it saw is on the station's disk when it
   * returns. Errors: those of Database.transaction; LEDGER_ROLLED_BACK.
   */
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /** Errors: CLOCK_SUSPECT when the ledger's clock is before its newest event. */
  checkClock(): Promise<void>;
  /** Says every 10 s that this station lives, first at once. Returns what stops it. */
  keepAlive(): Promise<() => void>;
  close(): Promise<void>;
}
