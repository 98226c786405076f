import { OtpforgeError } from '../errors/index.js';
import { rowData, type UnitData, type UnitTable } from '../layout/index.js';
import type { ListRow } from '../ledger/index.js';
import { count } from '../text/plural.js';
import { printable } from '../text/printable.js';
import { type ListToLoad, listFields, listRow } from '../visit/index.js';

/** A row of a table that fits the layout. */
export interface CheckedRow {
  readonly line: number;
  readonly row: ListRow;
}

export interface ListOfLine extends ListToLoad {
  readonly list: string;
}

/**
 * The rows of a table as a list keeps them. Errors: UNIT_DATA_TABLE with the lines that do not fit or repeat a value,
 * UNIT_DATA_INVALID, LINE_INVALID.
 */
export function listRows({ list, ...loading }: ListOfLine, table: UnitTable): readonly CheckedRow[] {
  const { file, columns } = table;
  const fields = listFields(loading.line, list);
  const odd = columns.used.find(({ name }) => fields.every(({ field }) => field !== name));
  if (odd) throw oddColumn(file, columns.line, odd.title, list);
  const [rows, faults]: [CheckedRow[], string[]] = [[], []];
  const lines = new Map<string, number>();
  for (const each of table.rows) {
    const data = rowData(table, each);
    const cells = fields.map(({ column }) => [column, cellOf(data, fields, column)]);
    const place = `${file}:${each.line}`;
    const row = attempt(() => listRow(loading, list, Object.fromEntries(cells), place), faults);
    if (!row) continue;
    const key = Buffer.from(row.mac).toString('hex');
    const before = lines.get(key);
    if (before !== undefined) faults.push(`${place}: line ${before} has the same value in the unique column`);
    lines.set(key, each.line);
    rows.push({ line: each.line, row });
  }
  if (faults.length > 0) throw refused(file, faults);
  return rows;
}

/** The first field of a column has its cell. */
function cellOf(data: UnitData, fields: ReturnType<typeof listFields>, column: string): string {
  const first = fields.find((each) => each.column === column);
  const cell = first && data.get(first.field);
  const text = String(cell?.value ?? '');
  return cell?.looseBlanks ? text.trim() : text;
}

function attempt(work: () => ListRow, faults: string[]): ListRow | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OtpforgeError) || error.code !== 'LAYOUT_VALUE') throw error;
    faults.push(error.message);
    return undefined;
  }
}

const most = 10;

function refused(file: string, faults: readonly string[]): OtpforgeError {
  const rest = faults.length > most ? `; the first ${most} are` : '';
  return new OtpforgeError('UNIT_DATA_TABLE', {
    message: [
      `${file}: ${count(faults.length, 'fault')}, so no row was loaded${rest}`,
      ...faults.slice(0, most),
    ].join('\n'),
    remedy: 'Correct these rows, and load the table again.',
    details: { file, count: faults.length },
  });
}

function oddColumn(file: string, line: number, title: string, list: string): OtpforgeError {
  const name = printable(title);
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}:${line}: no field takes its value from column ${name} of the list ${list}`,
    remedy: `--ignore-column ${JSON.stringify(name)} leaves it out; --column FIELD=${JSON.stringify(name)} says which field it fills.`,
    details: { file, line },
  });
}
