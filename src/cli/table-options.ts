import type { Command } from 'commander';
import { OtpforgeError } from '../errors/index.js';
import type { CsvSource, TableForm } from '../layout/index.js';
import { collect, parseNumber } from './options.js';

/** How a table is read. */
export interface TableFormFlags {
  readonly column?: readonly string[];
  readonly ignoreColumn?: readonly string[];
  readonly headerLine?: number;
}

export interface RowFlags extends TableFormFlags {
  readonly csv?: string;
  readonly row?: number;
  readonly where?: readonly string[];
}

/** --csv and the row that is meant. */
export function rowOptions(command: Command): Command {
  command
    .option('--csv <file>', 'values of many units, one per row')
    .option('--row <n>', 'which row of the CSV file, from 1', parseNumber)
    .option('--where <name=value>', 'the row that has this value (repeatable)', collect);
  return tableFormOptions(command);
}

/** --column, --ignore-column and --header-line. */
export function tableFormOptions(command: Command): Command {
  return command
    .option(
      '--column <field=column>',
      'what the table calls a field: serial="Serial Number" (repeatable)',
      collect,
    )
    .option('--ignore-column <column>', 'a column that fills no field (repeatable)', collect)
    .option('--header-line <n>', 'the line of the header, where others are above it', parseNumber);
}

/** The table and its row; undefined where no table is named. Errors: USAGE. */
export async function csvOf(flags: RowFlags, defaults: TableForm = {}): Promise<CsvSource | undefined> {
  const { csv: file, row, where } = flags;
  if (file === undefined) {
    const unused = needsTable.find(({ key }) => flags[key] !== undefined);
    if (unused === undefined) return undefined;
    throw usage(`${unused.flag} means nothing without --csv`, 'Give --csv.');
  }
  if (row === undefined && where === undefined) {
    throw usage(
      '--csv needs --row or --where',
      'Say which row is meant: --row 1, or --where serial=SN-0042.',
    );
  }
  return {
    file,
    ...(await tableForm(flags, defaults)),
    ...(row !== undefined && { row }),
    ...(where !== undefined && { where: pairs(where, '--where', 'serial=SN-0042') }),
  };
}

/** Flags over the defaults of otpforge.yaml. Errors: USAGE. */
export async function tableForm(
  { column, ignoreColumn, headerLine }: TableFormFlags,
  defaults: TableForm = {},
): Promise<TableForm> {
  const { joinForms } = await import('../layout/table-form.js');
  const columns = column && pairs(column, '--column', 'serial="Serial Number"');
  return joinForms(defaults, { columns, ignoreColumns: ignoreColumn, headerLine });
}

const needsTable = [
  { key: 'row', flag: '--row' },
  { key: 'where', flag: '--where' },
  { key: 'column', flag: '--column' },
  { key: 'ignoreColumn', flag: '--ignore-column' },
  { key: 'headerLine', flag: '--header-line' },
] as const;

function pairs(texts: readonly string[], flag: string, example: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0)).trim();
    const value = text.slice(at + 1);
    // The value may be a secret, so it is not repeated.
    if (name === '' || value === '')
      throw usage(`${flag} ${name}: a name or a value is missing`, `Write ${flag} ${example}.`);
    if (found.has(name)) throw usage(`${flag} names ${name} twice`, `Give ${flag} once for each name.`);
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

function usage(message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('USAGE', { message, remedy });
}
