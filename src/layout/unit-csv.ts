import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';
import { CsvProblem, type CsvRecord, parseCsv } from './csv.js';
import type { UnitData, UnitValue } from './unit-data.js';

/**
 * Unit data from one row of a CSV text whose header names fields; an empty cell gives no value.
 * `row` counts from 1 and leaves the header out. Errors: UNIT_DATA_INVALID, UNIT_DATA_ROW.
 */
export function unitDataFromCsv(text: string, file: string, row: number): UnitData {
  const [header, ...rows] = readRecords(text, file);
  if (!header) throw invalid(file, 1, 'there is no header that names the fields');
  checkHeader(header, file);
  const record = Number.isInteger(row) ? rows[row - 1] : undefined;
  if (!record) {
    throw new OtpforgeError('UNIT_DATA_ROW', {
      message: `${file}: there is no row ${row}; rows below its header: ${rows.length}`,
      remedy: rows.length ? `Name a row from 1 to ${rows.length}.` : 'Add a row for each unit.',
      details: { file, row, rows: rows.length },
    });
  }
  const { cells, line } = record;
  if (cells.length !== header.cells.length) {
    throw invalid(
      file,
      line,
      `row ${row} has ${cells.length} cells, but the header has ${header.cells.length}`,
    );
  }
  const values = new Map<string, UnitValue>();
  for (const [index, cell] of header.cells.entries()) {
    const name = cell.text.trim();
    const { text: value, quoted } = cells[index] ?? { text: '', quoted: false };
    if (value === '') continue;
    const from = `${file}:${line}: row ${row}, column ${printable(name)}`;
    values.set(name, { value, from, looseBlanks: !quoted && value !== value.trim() });
  }
  return values;
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
