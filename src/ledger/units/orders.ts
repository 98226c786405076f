import { OtpforgeError } from '../../errors/index.js';
import { count } from '../../text/plural.js';
import { numberIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { isOpen } from '../schema-1.js';

export interface Order {
  readonly number: string;
  /** Units that it may have; released and scrapped ones do not count. */
  readonly quantity: number;
}

/** How many units an order has. */
export async function unitsOfOrder(tx: LedgerTransaction, product: string, number: string): Promise<number> {
  const row = await tx.get('SELECT used FROM work_order WHERE product = $1 AND number = $2', product, number);
  return row ? numberIn(row, 'used') : 0;
}

export interface OrderState {
  /** Units that it has. */
  readonly used: number;
  /** Of these, units that are not burnt and verified here, as exported ones are not. */
  readonly unfinished: number;
  /** Of these, units that a visit can finish: the unfinished ones, and those whose end nobody was shown. */
  readonly open: number;
}

const isUnfinished = "state IN ('reserved', 'burning', 'failed', 'exported', 'bound', 'reported')";

/** How far an order is. */
export async function orderState(
  tx: LedgerTransaction,
  product: string,
  number: string,
): Promise<OrderState> {
  const used = await unitsOfOrder(tx, product, number);
  const row = await tx.get(
    `SELECT count(DISTINCT CASE WHEN ${isUnfinished} THEN u.id END) AS unfinished, count(DISTINCT u.id) AS open
     FROM unit u JOIN stage s ON s.unit = u.id AND s.generation = u.generation
     WHERE u.product = $1 AND u.order_number = $2 AND (${isOpen} OR ${isUnfinished})`,
    ...[product, number],
  );
  const counted = (name: string) => (row ? numberIn(row, name) : 0);
  return { used, unfinished: counted('unfinished'), open: counted('open') };
}

/** Counts units for an order. Errors: ORDER_FULL. */
export async function takeOrder(
  tx: LedgerTransaction,
  product: string,
  { number, quantity }: Order,
  units = 1,
): Promise<void> {
  await tx.run(
    'INSERT INTO work_order (product, number, used) VALUES ($1, $2, 0) ON CONFLICT (product, number) DO NOTHING',
    ...[product, number],
  );
  const changed = await tx.run(
    'UPDATE work_order SET used = used + $1 WHERE product = $2 AND number = $3 AND used + $1 <= $4',
    ...[units, product, number, quantity],
  );
  if (changed === 1) return;
  const used = await unitsOfOrder(tx, product, number);
  throw new OtpforgeError('ORDER_FULL', {
    message: `order ${number} has ${used} of ${count(quantity, 'unit')}: ${units === 1 ? 'this one is' : `${units} more are`} too many`,
    remedy: 'Begin the next order in line.yaml, or correct the quantity.',
    details: { product, order: number, used, quantity },
  });
}

/** A unit that is released or scrapped makes room for another. */
export async function leaveOrder(tx: LedgerTransaction, product: string, number?: string): Promise<void> {
  if (number === undefined) return;
  await tx.run(
    'UPDATE work_order SET used = used - 1 WHERE product = $1 AND number = $2',
    ...[product, number],
  );
}
