import { OtpforgeError } from '../../errors/index.js';
import { numberIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { addStages, addUnits, nextUnit } from './add.js';
import { valuesEvent } from './event-text.js';
import { findUnit } from './find.js';
import type { DieId, KnownUnit, NewValue, PoolNumber } from './known.js';
import { type StageKey, stale } from './move-stage.js';
import { type Order, takeOrder } from './orders.js';
import { requireUnit } from './require.js';
import { addValues } from './values.js';

export interface Adoption {
  readonly die: DieId;
  readonly product: string;
  readonly stage: string;
  readonly order?: Order;
  /** What was read from it; a value of a known pool names its number, so that nobody else gets it. */
  readonly values: (key: StageKey) => readonly NewValue[];
  readonly reason: string;
}

/**
 * Takes in a die that was burnt without this ledger. Errors: ORDER_FULL; IDENTITY_TAKEN for a value of another unit;
 * LEDGER_STALE when the die is known by now.
 */
export async function adopt(tx: LedgerTransaction, adoption: Adoption): Promise<KnownUnit> {
  const { die, product, stage, order, reason } = adoption;
  const known = await findUnit(tx, die);
  if (known) throw await stale(tx, { ...known, stage }, 'unknown');
  if (order) await takeOrder(tx, product, order);
  const key = { unit: await nextUnit(tx), generation: 1, stage };
  await addUnits(tx, [{ unit: key.unit, product, die, ...(order && { order: order.number }) }]);
  await addStages(tx, [key], 'bound', { reason, burnt: true });
  const values = adoption.values(key);
  await addValues(tx, [{ key, values }]);
  const all = values.flatMap((value) => [value, ...(value.more ?? [])]);
  for (const { number } of all) if (number) await accountFor(tx, key, number);
  await tx.addEvent({
    kind: 'adopt',
    unit: key.unit,
    details: { ...die, product, stage, reason, values: valuesEvent(values) },
  });
  return requireUnit(tx, key.unit);
}

/** A number whose value nobody had may have been skipped; no other unit can have it. */
async function accountFor(
  tx: LedgerTransaction,
  { unit, generation }: StageKey,
  { pool, period, n }: PoolNumber,
): Promise<void> {
  const row = await tx.get(
    `INSERT INTO number (pool, period, n, unit, generation) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (pool, period, n) DO UPDATE
       SET unit = coalesce(number.unit, excluded.unit), generation = coalesce(number.generation, excluded.generation)
     RETURNING unit`,
    ...[pool, period, n, unit, generation],
  );
  const owner = row && numberIn(row, 'unit');
  if (owner !== unit) throw numberTaken(unit, { pool, period, n }, owner ?? 0);
}

function numberTaken(unit: number, { pool, period, n }: PoolNumber, owner: number): OtpforgeError {
  return new OtpforgeError('IDENTITY_TAKEN', {
    message: `number ${n} of pool ${pool}${period === '' ? '' : ` of ${period}`}, for unit ${unit}, is of unit ${owner}`,
    remedy: 'Stop and find out how two dies came to one value: set both boards aside.',
    details: { pool, period, n, unit, owner },
  });
}
