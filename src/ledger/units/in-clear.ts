import { numberIn, optional, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import { type BatchInClear, batchesInClear } from './batches.js';

/** A batch of files that hold secret values in clear. */
export interface InClearBatch {
  readonly product: string;
  readonly batch: string;
  readonly order?: string;
  readonly units: number;
  /** Units that no visit has seen yet. */
  readonly unseen: number;
  /** The secret fields of which the line has the values; those of the layout itself are not among them. */
  readonly fields: readonly string[];
  /** Where the files were written: "/line/out/{serial}.hex". */
  readonly files?: string;
}

/** Batches whose files hold secrets: all that were handed out, whatever became of the units since. */
export async function inClearBatches(tx: Transaction): Promise<readonly InClearBatch[]> {
  const batches = await tx.all(
    `SELECT u.product, u.batch, max(u.order_number) AS order_number, count(*) AS units,
       sum(CASE WHEN u.uid IS NULL THEN 1 ELSE 0 END) AS unseen
     FROM unit u WHERE u.batch IS NOT NULL GROUP BY u.product, u.batch ORDER BY u.product, u.batch`,
  );
  const fields = await tx.all(
    `SELECT DISTINCT u.product, u.batch, v.field FROM value v JOIN unit u ON u.id = v.unit
     WHERE u.batch IS NOT NULL AND ${isSecret} ORDER BY v.field`,
  );
  const written = await batchesInClear(tx);
  const all = batches.map((row) => ({
    product: textIn(row, 'product'),
    batch: textIn(row, 'batch'),
    ...optional('order', row, 'order_number', textIn),
    units: numberIn(row, 'units'),
    unseen: numberIn(row, 'unseen'),
    fields: fields
      .filter(({ product, batch }) => product === row.product && batch === row.batch)
      .map((each) => textIn(each, 'field')),
    ...filesOf(written.find(({ product, batch }) => product === row.product && batch === row.batch)),
  }));
  // A constant of the layout has no value in the ledger, and is in the files as well.
  return all.filter((batch) => batch.fields.length > 0 || 'files' in batch);
}

function filesOf(batch: BatchInClear | undefined): { readonly files?: string } {
  return batch ? { files: `${batch.files.folder}/${batch.files.names}` } : {};
}

/** Of all other values the ledger keeps the text. */
const isSecret = 'v.plain IS NULL';
