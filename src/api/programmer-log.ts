import { OtpforgeError } from '../errors/index.js';
import { loadTable, rowData, type TableForm } from '../layout/index.js';

/** A row of a programmer's log. */
export interface LogRow {
  readonly line: number;
  /** Texts of unique fields, without those that the row leaves empty. */
  readonly values: readonly { readonly field: string; readonly text: string }[];
  /** In upper case; undefined where the log has none. */
  readonly uid?: string;
  /** What the log says of the burn: undefined for a word that nobody has explained. */
  readonly passed: boolean | undefined;
  readonly result?: string;
}

export interface LogForm extends TableForm {
  /** Unique fields that a column can name. */
  readonly fields: readonly string[];
  /** Words for a burn that went well, beside those that are known. */
  readonly pass?: readonly string[];
}

/**
 * Reads a programmer's log: a CSV file with a column of a unique field at least, and perhaps `uid` and `result`; other columns
 * are passed over. Errors: FILE_*, UNIT_DATA_INVALID.
 */
export async function readLog(file: string, { fields, pass, ...form }: LogForm): Promise<readonly LogRow[]> {
  const { table } = await loadTable({ csv: file, form });
  const names = table.columns.used.map(({ name }) => name);
  const known = names.filter((name) => fields.includes(name));
  if (known.length === 0) throw noColumn(file, fields, names);
  const own = (wanted: string) =>
    names.find((name) => name.toLowerCase() === wanted && !known.includes(name));
  const [uidColumn, resultColumn] = [own('uid'), own('result')];
  const passes = new Set([...passWords, ...(pass ?? [])].map((word) => word.toLowerCase()));
  return table.rows.map((row) => {
    const data = rowData(table, row);
    const textOf = (name: string | undefined) =>
      name === undefined ? '' : String(data.get(name)?.value ?? '').trim();
    const [uid, result] = [uidText(textOf(uidColumn)), textOf(resultColumn)];
    return {
      line: row.line,
      values: known.flatMap((field) => {
        const text = textOf(field);
        return text === '' ? [] : [{ field, text }];
      }),
      ...(uid !== '' && { uid }),
      passed: resultColumn === undefined || resultOf(result, passes),
      ...(result !== '' && { result }),
    };
  });
}

const passWords = ['pass', 'passed', 'ok', 'good', 'success', 'successful', 'done', 'verified'];
const failWords = ['fail', 'failed', 'error', 'bad', 'ng', 'nok', 'aborted', 'failure'];

function resultOf(text: string, passes: ReadonlySet<string>): boolean | undefined {
  const word = text.toLowerCase();
  if (passes.has(word)) return true;
  return failWords.includes(word) ? false : undefined;
}

function uidText(text: string): string {
  return text.replaceAll(/^0x|[\s:_-]/gi, '').toUpperCase();
}

function noColumn(file: string, fields: readonly string[], names: readonly string[]): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${file}: no column is a unique field of the line; it has ${names.join(', ')}`,
    remedy: `Say which column has one: --column ${fields[0] ?? 'serial'}="Serial Number".`,
    details: { file, fields: [...fields] },
  });
}
