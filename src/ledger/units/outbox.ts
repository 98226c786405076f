import type { JsonValue } from '../../errors/index.js';
import { jsonIn, numberIn, textIn } from '../columns.js';
import type { Row } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';

/** What leaves for another system once the transaction that wrote it is durable. */
export interface OutboxRow {
  readonly kind: string;
  readonly body: JsonValue;
}

export interface PendingRow extends OutboxRow {
  readonly id: number;
  readonly run: string;
  readonly unit: number;
  readonly created: string;
}

export async function addOutbox(
  tx: LedgerTransaction,
  run: string,
  unit: number,
  rows: readonly OutboxRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const last = await tx.get('SELECT coalesce(max(id), 0) AS id FROM outbox');
  const first = last ? numberIn(last, 'id') + 1 : 1;
  await tx.insert(
    'outbox',
    ['id', 'run', 'unit', 'kind', 'body', 'created'],
    rows.map(({ kind, body }, index) => [first + index, run, unit, kind, JSON.stringify(body), tx.now]),
  );
}

/** What was not sent yet, the oldest first. */
export async function pendingOutbox(tx: LedgerTransaction, limit = 100): Promise<readonly PendingRow[]> {
  const rows = await tx.all('SELECT * FROM outbox WHERE sent IS NULL ORDER BY id LIMIT $1', limit);
  return rows.map(pendingRow);
}

/** Rows behind an ID, the oldest first, whether they were sent or not. */
export async function outboxAfter(
  tx: LedgerTransaction,
  after: number,
  limit: number,
): Promise<readonly PendingRow[]> {
  const rows = await tx.all('SELECT * FROM outbox WHERE id > $1 ORDER BY id LIMIT $2', after, limit);
  return rows.map(pendingRow);
}

/** A row of the table. */
export function pendingRow(row: Row): PendingRow {
  return {
    id: numberIn(row, 'id'),
    run: textIn(row, 'run'),
    unit: numberIn(row, 'unit'),
    kind: textIn(row, 'kind'),
    body: jsonIn<JsonValue>(row, 'body'),
    created: textIn(row, 'created'),
  };
}

/** Marks a row as sent; false when another process has done so. */
export async function markSent(tx: LedgerTransaction, id: number): Promise<boolean> {
  return (await tx.run('UPDATE outbox SET sent = $1 WHERE id = $2 AND sent IS NULL', tx.now, id)) === 1;
}
