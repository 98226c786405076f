import { OtpforgeError } from '../errors/index.js';
import { rowData, type UnitTable } from '../layout/index.js';
import { isScanned, type Line } from '../line/index.js';

/** What was scanned for one unit, by field. */
export type ScannedRow = ReadonlyMap<string, string>;

/** The rows of a table whose columns are the scanned fields of a line, one unit a row. Errors: UNIT_DATA_*. */
export function scannedRows(line: Line, table: UnitTable): readonly ScannedRow[] {
  const scans = line.sources.filter(isScanned);
  const { file } = table;
  const other = table.columns.used.find(({ name }) => scans.every(({ field }) => field !== name));
  if (other) throw otherColumn(line, file, other.name);
  const rows = table.rows.map((row) => {
    const data = rowData(table, row);
    return new Map(
      scans.map((source) => {
        const { field } = source;
        const text = data.get(field)?.value;
        const place = `${file}:${row.line}: row ${row.number}, column ${field}`;
        if (text === undefined) throw badCell(place, 'is empty', row.number);
        if (source.kind === 'scan' && !new RegExp(`^(?:${source.pattern})$`, 'u').test(String(text)))
          throw badCell(place, `does not fit ${source.pattern}`, row.number);
        return [field, String(text)] as const;
      }),
    );
  });
  if (rows.length > 0) return rows;
  throw new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}: it has no rows below its header`,
    remedy: 'Add a row for each unit.',
    details: { file },
  });
}

function otherColumn(line: Line, file: string, column: string): OtpforgeError {
  const source = line.sources.find(({ field }) => field === column);
  const from = source
    ? `${line.file} gives it values from a ${source.kind}`
    : `${line.file} has no such value`;
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}: column ${column}: ${from}, and the table is for scanned fields`,
    remedy: `Leave the column out, or give ${column} a scan in the line.`,
    details: { file, column },
  });
}

function badCell(place: string, problem: string, row: number): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_TABLE', {
    message: `${place}: the cell ${problem}; no value was given out`,
    remedy: 'Correct the table.',
    details: { row },
  });
}
