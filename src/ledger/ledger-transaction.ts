import type { JsonValue } from '../errors/index.js';
import type { Transaction } from './database.js';

/** What the chain of a station gets to know. Values of secret fields never are in it. */
export interface NewEvent {
  readonly kind: string;
  readonly unit?: number;
  /** Of an event about several units: the last of them, which the ledger does not keep. */
  readonly lastUnit?: number;
  readonly run?: string;
  readonly details: { readonly [key: string]: JsonValue };
}

/** A transaction of one station of a ledger. */
export interface LedgerTransaction extends Transaction {
  /** Its time by the clock of the ledger, as an ISO text. */
  readonly now: string;
  /** The ID of the station's row. */
  readonly station: string;
  addEvent(event: NewEvent): Promise<void>;
}
