import { matchingMany } from './codec/index.js';
import type { Layout } from './layout.js';
import { bytesOrRule, sameValue } from './same-value.js';
import { doubtsAtAGlance, type SoundColumn } from './sound-table.js';
import type { TableRow, UnitTable } from './unit-csv.js';

/**
 * The rows of a table that may have a fault, and those with the same unique values; undefined where all must be judged.
 * One fault in a large table does not cost a look at every row.
 */
export function doubtfulRows(
  layout: Layout,
  { plain, columns: shape }: UnitTable,
  columns: readonly SoundColumn[],
): readonly TableRow[] | undefined {
  const doubts = plain && doubtsAtAGlance(layout, plain, shape, columns);
  if (!plain || !doubts) return undefined;
  const rows = new Map(doubts.flatMap((number) => rowEntry(plain.row(number))));
  const values = () =>
    [...rows.values()].flatMap((row) => columns.flatMap((column) => uniqueCell(column, row)));
  const [sought] = matchingMany(values) ?? [];
  if (!sought) return undefined;
  for (const { column, cell, bytes } of sought) {
    const twins = plain.rowsWith(column.index, sameValue(column.field, cell, bytes));
    for (const row of twins) rows.set(row.number, row);
  }
  return [...rows.values()].toSorted((a, b) => a.number - b.number);
}

interface UniqueCell {
  readonly column: SoundColumn;
  readonly cell: string;
  readonly bytes: Uint8Array;
}

function uniqueCell(column: SoundColumn, { cells }: TableRow): readonly UniqueCell[] {
  const cell = cells[column.index]?.text ?? '';
  const bytes = column.field.unique && cell !== '' ? bytesOrRule(column.field, cell, true) : '';
  return typeof bytes === 'string' ? [] : [{ column, cell, bytes }];
}

function rowEntry(row: TableRow | undefined): readonly (readonly [number, TableRow])[] {
  return row ? [[row.number, row]] : [];
}
