import { type JsonValue, OtpforgeError } from '../../errors/index.js';
import { inParts } from '../in-parts.js';
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
  // While the database takes some rows, the next ones are made.
  const taken: Promise<void>[] = [];
  for (const block of inParts(rows, blockSize)) await exportRows(tx, asked, { first, block, taken });
  await Promise.all(taken);
  const details = { product, batch, stage, first, count, ...(order && { order: order.number }) };
  await tx.addEvent({
    ...{ kind: 'export', unit: first, lastUnit: first + count - 1 },
    details: { ...details, ...asked.details?.() },
  });
  return first;
}

/** Units whose pools are drawn from at once. */
const blockSize = 2_000;
/** Units whose values are made at once. */
const partSize = 1_000;

interface Rows {
  readonly first: number;
  readonly block: readonly number[];
  readonly taken: Promise<void>[];
}

async function exportRows(
  tx: LedgerTransaction,
  { product, stage, order, batch, values, content }: Batch,
  { first, block, taken }: Rows,
): Promise<void> {
  const write = (rows: Promise<void>) => {
    // Whoever waits for all of them hears of it.
    rows.catch(() => undefined);
    taken.push(rows);
  };
  const keys = block.map((row) => ({ unit: first + row, generation: 1, stage }));
  const added = { product, batch, ...(order && { order: order.number }) };
  write(
    addUnits(
      tx,
      block.map((row) => ({ unit: first + row, row, ...added })),
    ),
  );
  const blocks: ReturnType<DrawBlock>[] = [];
  for (const part of inParts(keys, partSize)) {
    const at = (part[0]?.unit ?? first) - first - (block[0] ?? 0);
    const row = (block[0] ?? 0) + at;
    const drawn: NewValue[] = [];
    let calls = 0;
    const made = await values(
      async (pool, make) => {
        // Each part draws from the same pools in the same order.
        const call = calls;
        calls += 1;
        blocks[call] ??= drawNumbers(tx, pool, keys, make, write);
        const own = (await blocks[call])?.slice(at, at + part.length) ?? [];
        drawn.push(...own.flatMap((of) => of.slice(0, 1)));
        return own;
      },
      part,
      row,
    );
    if (made.length !== part.length) throw new Error(`sets of values: ${made.length}, units: ${part.length}`);
    refuseLost(made, drawn);
    write(
      addStages(
        tx,
        part.map((key, index) => ({ ...key, ...content?.(row + index) })),
        'exported',
      ),
    );
    write(
      addValues(
        tx,
        part.map((key, index) => ({ key, values: made[index] ?? [] })),
        { areDrawn: true },
      ),
    );
  }
}

function exists(batch: string): OtpforgeError {
  return new OtpforgeError('LEDGER_STALE', {
    message: `the ledger has the batch ${batch} by now`,
    remedy: 'The same command finishes its files. A new name takes new numbers.',
    details: { batch },
  });
}
