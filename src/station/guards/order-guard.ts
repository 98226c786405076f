import { type LedgerTransaction, type OrderState, orderState } from '../../ledger/index.js';
import type { Line } from '../../line/index.js';
import { count } from '../../text/plural.js';
import type { Guard } from './guard.js';

export interface OrderLedger {
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
}

/** Stops the station when its order is complete. Units of it that are open can be finished before. */
export function orderGuard({ product, order }: Pick<Line, 'product' | 'order'>, ledger: OrderLedger): Guard {
  return {
    async check() {
      if (!order) return undefined;
      const { used, open } = await ledger.transaction<OrderState>((tx) =>
        orderState(tx, product, order.number),
      );
      if (used < order.quantity || open > 0) return undefined;
      return {
        code: 'ORDER_FULL',
        message: `order ${order.number} has all of its ${count(order.quantity, 'unit')}`,
        next: 'Begin the next order in line.yaml.',
      };
    },
  };
}
