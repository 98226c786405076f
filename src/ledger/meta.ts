import { textIn } from './columns.js';
import type { Query, Row, Transaction } from './database.js';

/** What a ledger says of itself: `id`, `created`, `key`, `place`, `medium`, `closed`, `restored`, `restores`, `owed` rows of each list. */
export type Meta = ReadonlyMap<string, string>;

export async function readMeta(tx: Transaction): Promise<Meta> {
  return metaOf(await tx.all(...metaQuery));
}

export const metaQuery: Query = ['SELECT name, value FROM meta'];

export function metaOf(rows: readonly Row[]): Meta {
  return new Map(rows.map((row) => [textIn(row, 'name'), textIn(row, 'value')]));
}

export async function setMeta(tx: Transaction, name: string, value: string): Promise<void> {
  await tx.run(
    'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  );
}

/** How often the ledger was put back to an older state and opened again. */
export function timesRestored(meta: Meta): number {
  return Number(meta.get('restored') ?? 0);
}
