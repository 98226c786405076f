import {
  drawRow,
  giveRow,
  type LedgerTransaction,
  type NewValue,
  ownersOf,
  type StageKey,
} from '../ledger/index.js';
import type { ListCells } from './list-values.js';

/** Gives a unit a row of a list: the values that `make` makes of its cells. Errors: POOL_EMPTY. */
export type RowDraw = (
  list: string,
  make: (cells: ListCells) => readonly NewValue[],
) => Promise<readonly NewValue[]>;

/** Draws rows for one unit. A row whose value another unit has by now, since it was adopted, goes to that unit. */
export function rowDraw(tx: LedgerTransaction, holder: StageKey): RowDraw {
  return async (list, make) => {
    for (;;) {
      const { n, cells } = await drawRow(tx, list, holder);
      // Nothing but listRow makes them.
      const values = make(cells as ListCells);
      const [owner] = (
        await ownersOf(
          tx,
          values.filter(({ unique }) => unique),
        )
      ).values();
      if (!owner) return values;
      await giveRow(tx, list, n, owner);
    }
  };
}
