import type { ErrorCode } from '../errors/index.js';
import { isGivenOtherwise } from './bit-fields.js';
import { isBlank } from './blank.js';
import { codecOf, EndlessPattern, matchingMany, ValueProblem } from './codec/index.js';
import { doubtfulRows } from './doubtful-rows.js';
import type { Held } from './held-fields.js';
import type { Layout, ValueField } from './layout.js';
import { dataField, isEntryName } from './records/entry-data.js';
import { isSelected } from './stages.js';
import { shapeProblem, type TableColumn } from './table-columns.js';
import { uniqueName } from './unique-in-unit.js';
import { cellPlace, type TableRow, type UnitTable } from './unit-csv.js';
import type { UnitData, UnitValue } from './unit-data.js';
import { encodeGiven, neededFields, shownValue } from './values.js';

/** Something in a row that must not be burnt. */
export interface TableFault {
  readonly row: number;
  readonly line: number;
  readonly code: Extract<ErrorCode, `UNIT_DATA_${string}` | `LAYOUT_${string}`>;
  readonly message: string;
}

export interface TableUse {
  readonly table: UnitTable;
  /** The row that is written, and all values of that unit. */
  readonly chosen?: { readonly row: TableRow; readonly data: UnitData };
  /** What other sources give; it makes up for empty cells. */
  readonly beside: UnitData;
  readonly stages?: readonly string[];
  /** Fields that the chip holds already, which need no cell. */
  readonly held?: Held['fields'];
}

/** What is wrong with the rows of a table, in their order: cells, and unique values that are in two rows. */
export function tableFaults(layout: Layout, use: TableUse): readonly TableFault[] {
  const columns = columnsOf(layout, use);
  const { table } = use;
  const judgedRows = (takesRowAsItIs(use) ? doubtfulRows(layout, table, columns) : undefined) ?? table.rows;
  const faults: TableFault[] = [];
  for (let first = 0; first < judgedRows.length; first += blockSize) {
    const rows = judgedRows.slice(first, first + blockSize);
    const judge = () => rows.flatMap((row) => judgeRow(layout, use, columns, row));
    const [judged] = matchingMany(judge) ?? [judge()];
    for (const { fault, bytes, column, row } of judged) {
      if (fault) faults.push(fault);
      if (bytes && column?.field.unique && !isBlank(layout.bank, bytes))
        column.owners.add(bytes, { row, column });
    }
  }
  for (const owners of new Set(columns.map((column) => column.owners))) {
    for (const group of owners.shared()) faults.push(...duplicates(layout, use, group));
  }
  return faults.toSorted((a, b) => a.row - b.row);
}

/** Rows that are judged before their faults are gathered. */
const blockSize = 1000;

// What a setting or a file gives in place of a cell is compared with the other rows one by one.
function takesRowAsItIs({ table: { columns }, chosen }: TableUse): boolean {
  return columns.used.every(({ name, index }) => {
    const cell = chosen?.row.cells[index]?.text ?? '';
    const given = chosen?.data.get(name);
    return cell === '' ? given === undefined : given?.cell === true && given.value === cell;
  });
}

interface Column extends TableColumn {
  /** Without its pattern from the first cell on for which this comes to no end. */
  field: ValueField;
  /** The rows of each value. */
  readonly owners: Owners;
  /** Whether the field is written and nothing but the cell gives its value. */
  readonly isNeeded: boolean;
}

function columnsOf(layout: Layout, { table, beside, stages, held }: TableUse): readonly Column[] {
  const written = neededFields(
    layout,
    layout.fields.filter((field) => isSelected(field, stages)),
    held,
  );
  const given = new Set([...beside.keys(), ...table.columns.used.map(({ name }) => name)]);
  const others = (name: string) => new Set([...given].filter((each) => each !== name));
  // The elements of a repeated field share their values with each other, too.
  const owners = new Map<string, Owners>();
  const ownersOf = (name: string) => {
    const found = owners.get(uniqueName(name)) ?? new Owners();
    owners.set(uniqueName(name), found);
    return found;
  };
  return table.columns.used.flatMap((column) => {
    const { name } = column;
    const field = dataField(layout, name);
    // A cell of any other column is refused by its name.
    if (field?.kind !== 'value' || field.constant !== undefined || field.counts) return [];
    // An entry without a value is not written.
    const isWritten = !isEntryName(layout, name) && written.has('whole' in field ? field.whole : field);
    const isNeeded = isWritten && !beside.has(name) && !isGivenOtherwise(field, others(name));
    return [{ ...column, field, isNeeded, owners: ownersOf(name) }];
  });
}

interface Judged {
  readonly fault?: TableFault;
  readonly bytes?: Uint8Array;
}

interface JudgedCell extends Judged {
  readonly row: TableRow;
  /** Undefined where the row as a whole has the fault. */
  readonly column?: Column;
}

function judgeRow(
  layout: Layout,
  use: TableUse,
  columns: readonly Column[],
  row: TableRow,
): readonly JudgedCell[] {
  const problem = shapeProblem(use.table.columns, row.cells);
  if (problem === undefined) {
    return columns.map((column) => ({ ...judgeCell(layout, use, column, row), column, row }));
  }
  const message = `${use.table.file}:${row.line}: row ${row.number} ${problem}`;
  return [{ fault: { row: row.number, line: row.line, code: 'UNIT_DATA_INVALID', message }, row }];
}

function judgeCell(layout: Layout, use: TableUse, column: Column, row: TableRow): Judged {
  const { name, index, field } = column;
  const { file } = use.table;
  const { text, quoted } = row.cells[index] ?? { text: '', quoted: false };
  const isChosen = use.chosen?.row.number === row.number;
  // What a setting replaces is not written.
  const given = isChosen ? use.chosen?.data.get(name) : undefined;
  const cell = { value: text, looseBlanks: !quoted && text !== text.trim(), cell: true };
  if (text === '' && given === undefined) {
    const message = `${cellPlace(file, row, column)} is empty, and ${name} has no default (${layout.file}:${field.line})`;
    return column.isNeeded
      ? { fault: { row: row.number, line: row.line, code: 'LAYOUT_VALUE_MISSING', message } }
      : {};
  }
  const value: UnitValue = given ?? { ...cell, from: cellPlace(file, row, column) };
  try {
    return { bytes: encodeGiven(field, value) };
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    const shown = field.secret ? 'the value (secret, not shown)' : shownValue(value.value);
    const message = `${value.from}: ${name}: ${shown} ${cause.rule} (${layout.file}:${field.line})`;
    const fault = { row: row.number, line: row.line, code: 'LAYOUT_VALUE' as const, message };
    if (cause instanceof EndlessPattern) column.field = withoutPattern(field);
    return { fault };
  }
}

// One such cell costs seconds, and a table may have a hundred thousand of them.
function withoutPattern(field: ValueField): ValueField {
  const { pattern: _pattern, ...spec } = { pattern: undefined, ...field.spec };
  return { ...field, codec: codecOf(spec) };
}

function duplicates({ file }: Layout, use: TableUse, cells: readonly Owner[]): readonly TableFault[] {
  const [first, second] = cells;
  if (!first || !second) return [];
  return cells.map((cell) => {
    const { row, column } = cell;
    const { name, field } = column;
    const other = (cell === first ? second : first).row;
    const more = cells.length > 2 ? `, and in ${cells.length - 2} more` : '';
    const value = field.secret ? 'the value (secret, not shown)' : shownCell(use, column, row);
    const message =
      `${cellPlace(use.table.file, row, column)}: ${name}: ${value} is in row ${other.number} (line ${other.line}) ` +
      `as well${more}, but no two units may have the same (${file}:${field.line})`;
    return { row: row.number, line: row.line, code: 'UNIT_DATA_DUPLICATE', message };
  });
}

function shownCell({ chosen }: TableUse, { name, index }: Column, row: TableRow): string {
  const given = row.number === chosen?.row.number ? chosen.data.get(name)?.value : undefined;
  return shownValue(given ?? row.cells[index]?.text ?? '');
}

/** A cell that holds a value. */
interface Owner {
  readonly row: TableRow;
  readonly column: Column;
}

/** Which cells hold which value. */
class Owners {
  readonly #cells = new Map<string, Owner[]>();

  add(bytes: Uint8Array, owner: Owner): void {
    const key = Buffer.from(bytes).toString('hex');
    const cells = this.#cells.get(key);
    if (cells) cells.push(owner);
    else this.#cells.set(key, [owner]);
  }

  /** The cells of each value that more than one holds. */
  shared(): readonly (readonly Owner[])[] {
    return [...this.#cells.values()].filter((cells) => cells.length > 1);
  }
}
