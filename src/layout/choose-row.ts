import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import { count } from '../text/plural.js';
import { printable } from '../text/printable.js';
import type { FieldInput } from './codec/index.js';
import type { Layout, ValueField } from './layout.js';
import { dataField } from './records/entry-data.js';
import { bytesOrRule, sameValue } from './same-value.js';
import type { TableColumn } from './table-columns.js';
import { rowOf, type TableRow, type UnitTable } from './unit-csv.js';
import type { FlatValues } from './unit-data.js';
import { shownValue } from './values.js';

/** Which row of a table is meant: its number, or values that no other row has. */
export interface RowChoice {
  readonly row?: number | undefined;
  /** By fields, or columns that are ignored. */
  readonly where?: FlatValues | undefined;
}

/**
 * The one row that is meant. Values are compared as they are burnt, so that any spelling finds its row.
 * Errors: UNIT_DATA_ROW (none, or more than one), USAGE, LAYOUT_VALUE.
 */
export function chooseRow(table: UnitTable, { row, where }: RowChoice, layout?: Layout): TableRow {
  const wanted = Object.entries(where ?? {});
  if (row !== undefined && where === undefined) return rowOf(table, row);
  if (row !== undefined || wanted.length === 0) {
    throw new OtpforgeError('USAGE', {
      message: `${table.file}: the row is to be named by its number or by values, ${row === undefined ? 'and neither is given' : 'not by both'}`,
      remedy: 'Give --row 7, or --where serial=SN-0042.',
    });
  }
  const tests = wanted.map(([name, value]) => cellTest(table, layout, name, value));
  const found = rowsWith(table, tests);
  const [only, another] = found;
  const what = tests.map(({ shown }) => shown).join(' and ');
  if (!only) {
    throw rowError(table, `no row has ${what}`, 'Check the value, and that this is the right table.');
  }
  if (!another) return only;
  const lines = found.slice(0, 5).map(({ number, line }) => `row ${number} (line ${line})`);
  const more = found.length > 5 ? `, and ${found.length - 5} more` : '';
  throw rowError(
    table,
    `${count(found.length, 'row')} have ${what}: ${lines.join(', ')}${more}`,
    'Name a value that is in one row alone, or another --where beside it.',
  );
}

interface CellTest {
  readonly index: number;
  /** What is sought, as messages show it. */
  readonly shown: string;
  matches(cell: string): boolean;
}

function cellTest(table: UnitTable, layout: Layout | undefined, name: string, wanted: FieldInput): CellTest {
  const { column, isField } = columnOf(table, name);
  const field = isField ? layout && dataField(layout, name) : undefined;
  const { index, title } = column;
  if (field?.kind !== 'value' || field.constant !== undefined || field.counts) {
    const text = String(wanted);
    return {
      index,
      shown: `${printable(title)} ${shownValue(text)}`,
      matches: (cell) => cell.trim() === text,
    };
  }
  const shown = field.secret ? 'the value (secret, not shown)' : shownValue(wanted);
  return { index, shown: `${name} ${shown}`, matches: matchesValue(field, wanted, shown) };
}

function matchesValue(field: ValueField, wanted: FieldInput, shown: string): (cell: string) => boolean {
  const sought = bytesOrRule(field, wanted, false);
  if (typeof sought !== 'string') return sameValue(field, wanted, sought);
  throw new OtpforgeError('LAYOUT_VALUE', {
    message: `--where ${field.name}: ${shown} ${sought}`,
    remedy: `Give a value that the field ${field.name} can have.`,
    details: { field: field.name },
  });
}

function columnOf(
  { file, columns }: UnitTable,
  name: string,
): { readonly column: Omit<TableColumn, 'name'>; readonly isField: boolean } {
  const used = columns.used.find((column) => column.name === name);
  const [ignored, twin] = columns.ignored.filter(({ title }) => title === name);
  const place = `${file}:${columns.line}`;
  if ((used && ignored) || twin) {
    throw new OtpforgeError('UNIT_DATA_ROW', {
      message: `${place}: "${printable(name)}" may be more than one column`,
      remedy: 'Select the row by another column, or by its number.',
      details: { file, column: name },
    });
  }
  if (used) return { column: used, isField: true };
  if (ignored) return { column: ignored, isField: false };
  const names = [...columns.used.map((each) => each.name), ...columns.ignored.map(({ title }) => title)];
  throw new OtpforgeError('UNIT_DATA_ROW', {
    message: `${place}: no column is called "${printable(name)}", by which the row is to be found`,
    remedy: didYouMean(nearNames(name, names)) ?? `Its columns are ${names.map(printable).join(', ')}.`,
    details: { file, column: name },
  });
}

function rowsWith(table: UnitTable, tests: readonly CellTest[]): readonly TableRow[] {
  const [first, ...others] = tests;
  if (!first) return [];
  const found = table.plain
    ? table.plain.rowsWith(first.index, first.matches)
    : table.rows.filter(({ cells }) => first.matches(cells[first.index]?.text ?? ''));
  return found.filter((row) => others.every(({ index, matches }) => matches(row.cells[index]?.text ?? '')));
}

function rowError({ file }: UnitTable, message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_ROW', { message: `${file}: ${message}`, remedy, details: { file } });
}
