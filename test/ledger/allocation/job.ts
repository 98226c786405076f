import type { LedgerAddress } from '../../../src/ledger/address.js';
import type { DatabaseOptions } from '../../../src/ledger/open-database.js';

/** What one process does: it presents dies, and exports a batch after each few of them. */
export interface Job {
  readonly address: LedgerAddress;
  readonly options: DatabaseOptions;
  readonly station: string;
  readonly dies: readonly number[];
  readonly everyDies: number;
  readonly batchSize: number;
}
