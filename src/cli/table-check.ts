import type { TableDocument } from '../api/check-table.js';
import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { given, needed } from './config.js';
import type { CommonFlags } from './options.js';
import { printResult } from './output.js';
import { resolveCommand } from './resolve.js';
import { type TableFormFlags, tableForm } from './table-options.js';

export interface TableFlags extends CommonFlags, TableFormFlags {
  readonly layout?: string;
  readonly device?: string;
  readonly data?: string;
  readonly csv?: string;
  readonly set?: readonly string[];
  readonly stage?: readonly string[];
}

/** `merge --check` without a row: looks at the whole table and writes nothing. */
export async function checkWholeTable(inputs: readonly string[], flags: TableFlags): Promise<void> {
  if (inputs.length > 0) {
    throw new OtpforgeError('USAGE', {
      message: `${inputs[0]} cannot be merged without a row of the table`,
      remedy: 'Give --row and --output too, or --check with the table alone.',
    });
  }
  printResult(await checkedTable(flags, false), flags.json, soundText);
}

/** Checks a table, with what each row would burn where that is asked for. */
export async function checkedTable(flags: TableFlags, units: boolean): Promise<TableDocument> {
  const { layout, device, banks, table } = await resolveCommand(flags);
  const { csv, data, set, stage } = flags;
  const { checkTable } = await import('../api/check-table.js');
  return checkTable({
    layout: needed(layout, '--layout', '--layout otp.yaml'),
    csv: given(csv, '--csv', '--csv units.csv'),
    ...(await tableForm(flags, table)),
    ...(data !== undefined && { data }),
    ...(set && { set }),
    ...(stage && { stages: stage }),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
    ...(units && { units }),
  });
}

export function soundText({ file, rows }: Pick<TableDocument, 'file' | 'rows'>): string {
  return `${file}: ${count(rows, 'row')}, none has a fault`;
}
