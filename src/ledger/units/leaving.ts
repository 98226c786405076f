import type { JsonValue } from '../../errors/index.js';
import { jsonIn, textIn } from '../columns.js';
import type { Row } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { KnownUnit } from './known.js';
import type { StageKey } from './move-stage.js';
import type { OutboxRow } from './outbox.js';
import { requireUnit } from './require.js';

/**
 * What a verified stage sends to other systems: the unit with its public values, and for each secret the copy that was sealed
 * for its owner. Before secrets are wiped, in the same transaction.
 */
export async function leavingOf(tx: LedgerTransaction, key: StageKey): Promise<readonly OutboxRow[]> {
  const unit = await requireUnit(tx, key.unit);
  const copies = await tx.all(
    `SELECT field, for_owner FROM value WHERE unit = $1 AND generation = $2 AND stage = $3 AND for_owner IS NOT NULL
     ORDER BY field`,
    ...[key.unit, key.generation, key.stage],
  );
  const head = headOf(unit, key);
  return [
    { kind: 'unit', body: { ...head, verified: tx.now, values: publicValues(unit) } },
    ...copies.map((row) => ({ kind: 'secret', body: { ...head, ...copyIn(row) } })),
  ];
}

function headOf({ product, die, order, batch }: KnownUnit, { unit, generation, stage }: StageKey) {
  return {
    ...{ product, unit, generation, stage },
    ...(die && { uid: die.uid }),
    ...(order !== undefined && { order }),
    ...(batch !== undefined && { batch }),
  };
}

function publicValues({ values }: KnownUnit): { readonly [field: string]: JsonValue } {
  return Object.fromEntries(
    values.flatMap(({ field, text }) => (text === undefined ? [] : [[field, text] as const])),
  );
}

function copyIn(row: Row) {
  return { field: textIn(row, 'field'), sealed: jsonIn<JsonValue>(row, 'for_owner') };
}
