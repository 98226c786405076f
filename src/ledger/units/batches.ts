import { jsonIn } from '../columns.js';
import type { Transaction } from '../database.js';

/** What the ledger keeps of a batch that was given out as files. */
export interface BatchRecord {
  readonly product: string;
  readonly batch: string;
  readonly stage: string;
  /** The number of its first unit; those of the others follow it. */
  readonly first: number;
  readonly count: number;
  readonly order?: string;
  /** None of a batch that no files were made for. */
  readonly files?: BatchFiles;
}

/** The files of a batch, and what they were made of. */
export interface BatchFiles {
  /** Absolute. */
  readonly folder: string;
  /** As it was asked for: "{serial}.hex". */
  readonly names: string;
  /** They hold secret fields in clear. */
  readonly secret: boolean;
  /** SHA-256 of the firmware in each of them as Intel HEX; null without. */
  readonly firmware: string | null;
  /** Keyed hash of the table that the values are from; null without one. */
  readonly data: string | null;
  /** Keyed hash of the names and contents of all files but the firmware. */
  readonly content: string;
  /** Where the bytes of each line of J-Flash's list belong; null where they do not fit. */
  readonly list: { readonly address: number; readonly length: number } | null;
}

/** A batch by its name; undefined while it has no units. */
export async function batchRecord(
  tx: Transaction,
  product: string,
  batch: string,
): Promise<BatchRecord | undefined> {
  const rows = await tx.all(
    `SELECT e.details FROM event e JOIN unit u ON u.id = e.unit
     WHERE u.product = $1 AND u.batch = $2 AND u.batch_row = 0 AND e.kind = 'export'`,
    ...[product, batch],
  );
  return rows
    .map((row) => jsonIn<BatchRecord>(row, 'details'))
    .find((each) => each.product === product && each.batch === batch);
}

/** The batches whose files hold secret fields in clear. */
export async function batchesInClear(tx: Transaction): Promise<readonly BatchInClear[]> {
  const rows = await tx.all("SELECT details FROM event WHERE kind = 'export' ORDER BY unit");
  return rows.map((row) => jsonIn<BatchRecord>(row, 'details')).filter(isInClear);
}

export type BatchInClear = BatchRecord & { readonly files: BatchFiles };

function isInClear(batch: BatchRecord): batch is BatchInClear {
  return batch.files?.secret === true;
}
