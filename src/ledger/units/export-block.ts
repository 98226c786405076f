import { type JsonValue, OtpforgeError } from '../../errors/index.js';
import { inParts } from '../insert-rows.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { MakeValues } from '../pools/draw.js';
import { drawNumbers } from '../pools/draw.js';
import type { PoolSpec } from '../pools/pool.js';
import { addStages, addUnits, nextUnit, type StageContent } from './add.js';
import type { NewValue } from './known.js';
import type { StageKey } from './move-stage.js';
import { type Order, takeOrder } from './orders.js';
import { refuseLost } from './reserve.js';
import { addValues } from './values.js';

/** The next numbers of a pool, one for each unit of a part: the values of each, in its order. */
export type DrawBlock = (pool: PoolSpec, make: MakeValues) => Promise<readonly (readonly NewValue[])[]>;

export interface Batch {
  readonly product: string;
  readonly stage: string;
  readonly order?: Order;
  readonly batch: string;
  readonly count: number;
  /** The values of each unit of a part of the batch, with all that it draws; `row` is the place of the first one, from 0. */
  readonly values: (
    draw: DrawBlock,
    keys: readonly StageKey[],
    row: number,
  ) => Promise<readonly (readonly NewValue[])[]>;
  /** What the values of a row encode to; asked after its values. */
  readonly content?: (row: number) => StageContent | undefined;
  /** What the event says beside the units; asked after all values. */
  readonly details?: () => { readonly [key: string]: JsonValue };
}

/**
 * Gives out the values of a whole batch for files that may be burnt anywhere, before there are dies; part by part, so that
 * memory does not grow with the batch. Returns the number of its first unit. Errors: ORDER_FULL, POOL_EMPTY, IDENTITY_TAKEN;
 * LEDGER_STALE for a batch that is there by now.
 */
export async function exportBlock(tx: LedgerTransaction, asked: Batch): Promise<number> {
  const { product, stage, order, batch, count } = asked;
  const there = await tx.get(
    'SELECT 1 AS one FROM unit WHERE product = $1 AND batch = $2 LIMIT 1',
    ...[product, batch],
  );
  if (there) throw exists(batch);
  if (order) await takeOrder(tx, product, order, count);
  const first = await nextUnit(tx);
  const rows = Array.from({ length: count }, (_, row) => row);
  for (const part of inParts(rows, partSize)) await exportPart(tx, asked, first, part);
  const details = { product, batch, stage, first, count, ...(order && { order: order.number }) };
  await tx.addEvent({
    ...{ kind: 'export', unit: first, lastUnit: first + count - 1 },
    details: { ...details, ...asked.details?.() },
  });
  return first;
}

/** Units. */
const partSize = 1_000;

async function exportPart(
  tx: LedgerTransaction,
  { product, stage, order, batch, values, content }: Batch,
  first: number,
  rows: readonly number[],
): Promise<void> {
  const keys = rows.map((row) => ({ unit: first + row, generation: 1, stage }));
  await addUnits(
    tx,
    rows.map((row) => ({
      ...{ unit: first + row, product, batch, row },
      ...(order && { order: order.number }),
    })),
  );
  const drawn: NewValue[] = [];
  const made = await values(
    async (pool, make) => {
      const block = await drawNumbers(tx, pool, keys, make);
      drawn.push(...block.flatMap((of) => of.slice(0, 1)));
      return block;
    },
    keys,
    rows[0] ?? 0,
  );
  if (made.length !== rows.length) throw new Error(`sets of values: ${made.length}, units: ${rows.length}`);
  refuseLost(made, drawn);
  await addStages(
    tx,
    keys.map((key, at) => ({ ...key, ...content?.(rows[at] ?? 0) })),
    'exported',
  );
  await addValues(
    tx,
    keys.map((key, at) => ({ key, values: made[at] ?? [] })),
  );
}

function exists(batch: string): OtpforgeError {
  return new OtpforgeError('LEDGER_STALE', {
    message: `the ledger has the batch ${batch} by now`,
    remedy: 'The same command finishes its files. A new name takes new numbers.',
    details: { batch },
  });
}
