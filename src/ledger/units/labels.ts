import { numberIn, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';

/** `waiting`: verified, and nothing was printed, or nobody knows whether it was. */
export type LabelState = 'waiting' | 'printed' | 'reprinted';

export interface LabelKey {
  readonly unit: number;
  readonly generation: number;
}

/** Records what became of a unit's label. */
export async function setLabel(
  tx: LedgerTransaction,
  { unit, generation }: LabelKey,
  state: LabelState,
): Promise<void> {
  await tx.run(
    `INSERT INTO label (unit, generation, state, changed) VALUES ($1, $2, $3, $4)
     ON CONFLICT (unit, generation) DO UPDATE SET state = excluded.state, changed = excluded.changed`,
    ...[unit, generation, state, tx.now],
  );
  if (state !== 'waiting') await tx.addEvent({ kind: 'label', unit, details: { generation, state } });
}

/** Undefined for a unit that never waited for one. */
export async function labelState(
  tx: Transaction,
  { unit, generation }: LabelKey,
): Promise<LabelState | undefined> {
  const row = await tx.get(
    'SELECT state FROM label WHERE unit = $1 AND generation = $2',
    ...[unit, generation],
  );
  return row && (textIn(row, 'state') as LabelState);
}

/**
 * Units of a product that wait for a label, by their number; those that were scrapped or released wait for none, and those whose
 * last visit was at another station only count when it has had them for `othersMs`.
 */
export async function unitsWithoutLabel(
  tx: LedgerTransaction,
  product: string,
  othersMs: number,
): Promise<readonly number[]> {
  const rows = await tx.all(
    `SELECT l.unit FROM label l JOIN unit u ON u.id = l.unit AND u.generation = l.generation
     WHERE l.state = 'waiting' AND u.product = $1 AND u.scrapped = 0
       AND (l.changed <= $2 OR $3 = (SELECT v.station FROM visit v
         WHERE v.unit = l.unit AND v.generation = l.generation ORDER BY v.began DESC, v.run LIMIT 1))
     ORDER BY l.unit`,
    ...[product, new Date(Date.parse(tx.now) - othersMs).toISOString(), tx.station],
  );
  return rows.map((row) => numberIn(row, 'unit'));
}
