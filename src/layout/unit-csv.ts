import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';
import { type CsvCell, CsvProblem, type CsvRecord, parseCsv } from './csv.js';
import { PlainCsv } from './plain-table.js';
import type { UnitData, UnitValue } from './unit-data.js';

/** A CSV file of units, one a row. */
export interface UnitTable {
  readonly file: string;
  /** Names of fields, as the header gives them. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Its text, where a row can be found without reading the others. */
  readonly plain?: PlainCsv;
}

export interface TableRow {
  /** From 1, the header left out. */
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

/** The table of a CSV text whose header names fields. Errors: UNIT_DATA_INVALID. */
export function parseTable(text: string, file: string): UnitTable {
  const plain = PlainCsv.of(text);
  if (plain) return new PlainTable(plain, file);
  const [header, ...rows] = readRecords(text, file);
  return { file, columns: columnsOf(header, file), rows: rowsOf(rows) };
}

/** A table whose rows are read when they are asked for. */
class PlainTable implements UnitTable {
  readonly columns: readonly string[];
  #rows: readonly TableRow[] | undefined;

  constructor(
    readonly plain: PlainCsv,
    readonly file: string,
  ) {
    this.columns = columnsOf(plain.header(), file);
  }

  get rows(): readonly TableRow[] {
    this.#rows ??= rowsOf(readRecords(this.plain.text, this.file).slice(1));
    return this.#rows;
  }
}

function columnsOf(header: CsvRecord | undefined, file: string): readonly string[] {
  if (!header) throw invalid(file, 1, 'there is no header that names the fields');
  checkHeader(header, file);
  return header.cells.map((cell) => cell.text.trim());
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
  const problem = lengthProblem(columns, row);
  if (problem !== undefined) throw invalid(file, row.line, `row ${row.number} ${problem}`);
  const values = new Map<string, UnitValue>();
  for (const [index, name] of columns.entries()) {
    const { text: value, quoted } = row.cells[index] ?? { text: '', quoted: false };
    if (value === '') continue;
    const from = cellPlace(file, row, name);
    values.set(name, { value, from, looseBlanks: !quoted && value !== value.trim(), cell: true });
  }
  return values;
}

/** What is wrong with the number of a row's cells. */
export function lengthProblem(columns: readonly string[], { cells }: TableRow): string | undefined {
  if (cells.length === columns.length) return undefined;
  return `has ${cells.length} cells, but the header has ${columns.length}`;
}

/** A cell as messages name it. */
export function cellPlace(file: string, { number, line }: TableRow, column: string): string {
  return `${file}:${line}: row ${number}, column ${printable(column)}`;
}

function readRecords(text: string, file: string): readonly CsvRecord[] {
  try {
    return parseCsv(text);
  } catch (error) {
    if (error instanceof CsvProblem) throw invalid(file, error.line, error.message);
    throw error;
  }
}

function checkHeader({ cells, line }: CsvRecord, file: string): void {
  const names = cells.map(({ text }) => text.trim());
  for (const [index, name] of names.entries()) {
    if (name === '') throw invalid(file, line, `column ${index + 1} has no name`);
    if (names.indexOf(name) !== index) throw invalid(file, line, `two columns are called ${printable(name)}`);
  }
}

function invalid(file: string, line: number, problem: string): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}:${line}: ${problem}`,
    remedy: 'The file must be CSV after RFC 4180 with a header row that names fields of the layout.',
    details: { file, line },
  });
}
