import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { MakeValues } from '../pools/draw.js';
import { drawNumbers } from '../pools/draw.js';
import type { PoolSpec } from '../pools/pool.js';
import { addStages, addUnits, nextUnit } from './add.js';
import { batchUnits } from './find.js';
import type { KnownUnit, NewValue } from './known.js';
import type { StageKey } from './move-stage.js';
import { type Order, takeOrder } from './orders.js';
import { refuseLost } from './reserve.js';
import { addValues } from './values.js';

/** The next numbers of a pool, one for each unit of a batch: the values of each, in its order. */
export type DrawBlock = (pool: PoolSpec, make: MakeValues) => Promise<readonly (readonly NewValue[])[]>;

export interface Batch {
  readonly product: string;
  readonly stage: string;
  readonly order?: Order;
  readonly batch: string;
  readonly count: number;
  /** The values of each unit, with all that it draws. */
  readonly values: (draw: DrawBlock, keys: readonly StageKey[]) => Promise<readonly (readonly NewValue[])[]>;
}

/**
 * Gives out the values of a whole batch for files that may be burnt anywhere, before there are dies. Errors: ORDER_FULL,
 * POOL_EMPTY, IDENTITY_TAKEN; LEDGER_STALE for a batch that is there by now.
 */
export async function exportUnits(tx: LedgerTransaction, asked: Batch): Promise<readonly KnownUnit[]> {
  const { product, stage, order, batch, count, values } = asked;
  const there = await tx.get(
    'SELECT 1 AS one FROM unit WHERE product = $1 AND batch = $2 LIMIT 1',
    ...[product, batch],
  );
  if (there) throw exists(batch);
  if (order) await takeOrder(tx, product, order, count);
  const first = await nextUnit(tx);
  const keys = Array.from({ length: count }, (_, row) => ({ unit: first + row, generation: 1, stage }));
  await addUnits(
    tx,
    keys.map(({ unit }, row) => ({
      ...{ unit, product, batch, row },
      ...(order && { order: order.number }),
    })),
  );
  await addStages(tx, keys, 'exported');
  const drawn: NewValue[] = [];
  const made = await values(async (pool, make) => {
    const block = await drawNumbers(tx, pool, keys, make);
    drawn.push(...block.flatMap((of) => of.slice(0, 1)));
    return block;
  }, keys);
  if (made.length !== count) throw new Error(`sets of values: ${made.length}, units: ${count}`);
  refuseLost(made, drawn);
  await addValues(
    tx,
    keys.map((key, row) => ({ key, values: made[row] ?? [] })),
  );
  const details = { product, batch, stage, first, count, ...(order && { order: order.number }) };
  await tx.addEvent({ kind: 'export', details });
  return batchUnits(tx, product, batch);
}

function exists(batch: string): OtpforgeError {
  return new OtpforgeError('LEDGER_STALE', {
    message: `the ledger has the batch ${batch} by now`,
    remedy: 'The same command finishes its files. A new name takes new numbers.',
    details: { batch },
  });
}
