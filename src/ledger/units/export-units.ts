import type { LedgerTransaction } from '../ledger-transaction.js';
import { type Batch, exportBlock } from './export-block.js';
import { batchUnits } from './find.js';
import type { KnownUnit } from './known.js';

/** The same as exportBlock for a batch that is small enough to be returned. */
export async function exportUnits(tx: LedgerTransaction, asked: Batch): Promise<readonly KnownUnit[]> {
  await exportBlock(tx, asked);
  return batchUnits(tx, asked.product, asked.batch);
}
