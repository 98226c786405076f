import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';
import { type CsvCell, CsvProblem, type CsvRecord, parseCsv } from './csv.js';
import { PlainCsv } from './plain-table.js';
import { columnsOfHeader, shapeProblem, type TableColumn, type TableColumns } from './table-columns.js';
import type { TableForm } from './table-form.js';
import { readHead, type TableHead } from './table-head.js';
import type { UnitData, UnitValue } from './unit-data.js';

/** A CSV file of units, one a row. */
export interface UnitTable {
  readonly file: string;
  readonly columns: TableColumns;
  readonly rows: readonly TableRow[];
  /** Its text, where a row can be found without reading the others. */
  readonly plain?: PlainCsv;
}

export interface TableRow {
  /** From 1; the header and blank lines do not count. */
  readonly number: number;
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

/**
 * Unit data from one row of a CSV text whose header names fields; an empty cell gives no value.
 * `row` counts from 1 and leaves the header out. Errors: UNIT_DATA_INVALID, UNIT_DATA_ROW.
 */
export function unitDataFromCsv(text: string, file: string, row: number): UnitData {
  const table = parseTable(text, file);
  return rowData(table, rowOf(table, row));
}

/** The table of a CSV text whose header names fields, or what `form` maps to them. Errors: UNIT_DATA_INVALID. */
export function parseTable(text: string, file: string, form: TableForm = {}): UnitTable {
  return readingCsv(file, () => {
    const source = text.replace(/^\uFEFF/, '');
    const head = readHead(source, form.headerLine);
    const columns = columnsOfHeader(head.header, form);
    const plain = PlainCsv.of(source, head);
    if (plain) return new PlainTable(plain, head, file, columns);
    return { file, columns, rows: rowsOf(parseCsv(source, head)) };
  });
}

/** A table whose rows are read when they are asked for. */
class PlainTable implements UnitTable {
  readonly #head: TableHead;
  #rows: readonly TableRow[] | undefined;

  constructor(
    readonly plain: PlainCsv,
    head: TableHead,
    readonly file: string,
    readonly columns: TableColumns,
  ) {
    this.#head = head;
  }

  get rows(): readonly TableRow[] {
    this.#rows ??= rowsOf(readingCsv(this.file, () => parseCsv(this.plain.text, this.#head)));
    return this.#rows;
  }
}

function rowsOf(records: readonly CsvRecord[]): readonly TableRow[] {
  return records.map(({ cells, line }, index) => ({ number: index + 1, line, cells }));
}

/** Errors: UNIT_DATA_ROW. */
export function rowOf(table: UnitTable, row: number): TableRow {
  const { file, plain } = table;
  const found = Number.isInteger(row) ? (plain ? plain.row(row) : table.rows[row - 1]) : undefined;
  if (found) return found;
  const { rows } = table;
  throw new OtpforgeError('UNIT_DATA_ROW', {
    message: `${file}: there is no row ${row}; rows below its header: ${rows.length}`,
    remedy: rows.length ? `Name a row from 1 to ${rows.length}.` : 'Add a row for each unit.',
    details: { file, row, rows: rows.length },
  });
}

/** The values of one row. Errors: UNIT_DATA_INVALID. */
export function rowData({ file, columns }: UnitTable, row: TableRow): UnitData {
  const problem = shapeProblem(columns, row.cells);
  if (problem !== undefined) throw invalid(file, row.line, `row ${row.number} ${problem}`);
  const values = new Map<string, UnitValue>();
  for (const column of columns.used) {
    const { text: value, quoted } = row.cells[column.index] ?? { text: '', quoted: false };
    if (value === '') continue;
    const from = cellPlace(file, row, column);
    values.set(column.name, { value, from, looseBlanks: !quoted && value !== value.trim(), cell: true });
  }
  return values;
}

/** A cell as messages name it. */
export function cellPlace(
  file: string,
  { number, line }: TableRow,
  { title }: Pick<TableColumn, 'title'>,
): string {
  return `${file}:${line}: row ${number}, column ${printable(title)}`;
}

function readingCsv<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    const { line, column, message } = error;
    throw invalid(file, line, column === undefined ? message : `column ${column}: ${message}`);
  }
}

function invalid(file: string, line: number, problem: string): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}:${line}: ${problem}`,
    remedy:
      'The file must be CSV after RFC 4180 with a header row that names fields of the layout; --column, --ignore-column ' +
      'and --header-line say how the table of another system is read.',
    details: { file, line },
  });
}
