import { dataField } from '../layout/index.js';
import {
  drawRow,
  giveRow,
  type LedgerTransaction,
  type NewValue,
  ownersOf,
  type StageKey,
} from '../ledger/index.js';
import { type ListCells, listFields } from './list-values.js';
import type { VisitSetup } from './setup.js';

/**
 * Gives a unit a row of a list: the values that `make` makes of its cells. `scanned` has the hash of the value that the row was
 * chosen by. Errors: POOL_EMPTY, IDENTITY_TAKEN, those of `scanned`.
 */
export type RowDraw = (
  list: string,
  make: (cells: ListCells) => readonly NewValue[],
  scanned?: () => Uint8Array | undefined,
) => Promise<readonly NewValue[]>;

/** The hash of the value by which a unit has a row of a list already; undefined for one that has none. */
export type RowKey = (list: string) => Uint8Array | undefined;

/** The keys of a unit that has some values, since a stage before was adopted or burnt. */
export function rowKey(
  { line, layout }: Pick<VisitSetup, 'line' | 'layout'>,
  known: readonly Pick<NewValue, 'field' | 'mac'>[],
): RowKey {
  return (list) => {
    const unique = listFields(line, list).find(({ field }) => dataField(layout, field)?.unique);
    return known.find(({ field }) => field === unique?.field)?.mac;
  };
}

/** Draws rows for one unit: its own one where it has the row's unique value, else the scanned or the next free one. A row whose value another unit has by now, since it was adopted, goes to that unit. */
export function rowDraw(tx: LedgerTransaction, holder: StageKey, keyOf: RowKey = () => undefined): RowDraw {
  return async (list, make, scanned) => {
    const key = keyOf(list) ?? scanned?.();
    for (;;) {
      const { n, cells } = await drawRow(tx, list, holder, key);
      // Nothing but listRow makes them.
      const values = make(cells as ListCells);
      const [owner] = (
        await ownersOf(
          tx,
          values.filter(({ unique }) => unique),
        )
      ).values();
      if (!owner || key) return values;
      await giveRow(tx, list, n, owner);
    }
  };
}
