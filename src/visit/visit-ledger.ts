import type { LedgerTransaction } from '../ledger/index.js';

/** The field of a unit that a sealed value is bound to. */
export interface SealedField {
  readonly unit: number;
  readonly generation: number;
  readonly field: string;
}

/** The ledger of a visit, open for this station. */
export interface VisitLedger {
  /** The ID of the ledger. */
  readonly id: string;
  /** The ID of this station. */
  readonly station: string;
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /** The keyed hash of bytes: another one in each scope. */
  mac(scope: string, bytes: Uint8Array): Uint8Array;
  seal(value: Uint8Array, place: SealedField): Uint8Array;
  /** Errors: LEDGER_DAMAGED. */
  open(sealed: Uint8Array, place: SealedField): Uint8Array;
  isStationAlive(tx: LedgerTransaction, station: string): Promise<boolean>;
}
