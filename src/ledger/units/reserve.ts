import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { drawNumbers, type MakeValues } from '../pools/draw.js';
import type { PoolSpec } from '../pools/pool.js';
import { addStages, addUnits, nextUnit } from './add.js';
import { valuesEvent } from './event-text.js';
import { findUnit } from './find.js';
import type { DieId, KnownUnit, NewValue } from './known.js';
import { type StageKey, stale } from './move-stage.js';
import { type Order, takeOrder } from './orders.js';
import { requireUnit } from './require.js';
import { addValues } from './values.js';

/** The next number of a pool: its value, and what `make` derived from it. */
export type Draw = (pool: PoolSpec, make: MakeValues) => Promise<readonly NewValue[]>;

export interface Reservation {
  readonly die: DieId;
  readonly product: string;
  readonly stage: string;
  readonly order?: Order;
  /** The values of this stage; it returns all that it draws. */
  readonly values: (draw: Draw, key: StageKey) => Promise<readonly NewValue[]>;
}

/**
 * Gives a die its values: as a new unit, in a new generation after a release, or for one more stage. Errors: ORDER_FULL,
 * POOL_EMPTY, PRODUCT_DIFFERS, IDENTITY_TAKEN; LEDGER_STALE when the die has this stage, or is scrapped.
 */
export async function reserve(tx: LedgerTransaction, asked: Reservation): Promise<KnownUnit> {
  const { die, product, stage, order, values } = asked;
  const known = await findUnit(tx, die);
  if (known && known.product !== product) throw productDiffers(known, product);
  const key = known ? await keyOfKnown(tx, known, asked) : await keyOfNew(tx, asked);
  await addStages(tx, [key], 'reserved');
  const made = await drawnValues(tx, key, values);
  await addValues(tx, [{ key, values: made }]);
  await tx.addEvent({
    kind: 'reserve',
    unit: key.unit,
    details: {
      ...die,
      product,
      stage,
      generation: key.generation,
      ...(order && { order: order.number }),
      values: valuesEvent(made),
    },
  });
  return requireUnit(tx, key.unit);
}

async function keyOfNew(
  tx: LedgerTransaction,
  { die, product, stage, order }: Reservation,
): Promise<StageKey> {
  if (order) await takeOrder(tx, product, order);
  const unit = await nextUnit(tx);
  await addUnits(tx, [{ unit, product, die, ...(order && { order: order.number }) }]);
  return { unit, generation: 1, stage };
}

async function keyOfKnown(
  tx: LedgerTransaction,
  known: KnownUnit,
  { product, stage, order }: Reservation,
): Promise<StageKey> {
  const { unit, generation, stages, scrapped } = known;
  const key = { unit, generation, stage };
  if (stages.every(({ state }) => state === 'released')) {
    if (order) await takeOrder(tx, product, order);
    await tx.run(
      'UPDATE unit SET generation = $1, order_number = $2 WHERE id = $3 AND generation = $4',
      ...[generation + 1, order?.number ?? null, unit, generation],
    );
    return { ...key, generation: generation + 1 };
  }
  if (scrapped || stages.some((each) => each.stage === stage)) throw await stale(tx, key, 'without values');
  return key;
}

async function drawnValues(
  tx: LedgerTransaction,
  key: StageKey,
  values: Reservation['values'],
): Promise<readonly NewValue[]> {
  const drawn: NewValue[] = [];
  const made = await values(async (pool, make) => {
    const [of = []] = await drawNumbers(tx, pool, [key], make);
    drawn.push(...of.slice(0, 1));
    return of;
  }, key);
  refuseLost([made], drawn);
  return made;
}

/** A number that was drawn and not used would have a unit that does not have it. */
export function refuseLost(units: readonly (readonly NewValue[])[], drawn: readonly NewValue[]): void {
  const used = new Set(units.flat().map(({ number }) => number));
  const lost = drawn.find(({ number }) => !used.has(number));
  if (lost) throw new Error(`number ${lost.number?.n} of pool ${lost.number?.pool} was drawn and not used`);
}

export function productDiffers(known: KnownUnit, product: string): OtpforgeError {
  return new OtpforgeError('PRODUCT_DIFFERS', {
    message: `UID ${known.die?.uid ?? 'unknown'} is unit ${known.unit} of product ${known.product}, not ${product}`,
    remedy: 'Use the line of its product.',
    details: { unit: known.unit, product: known.product, line: product },
  });
}
