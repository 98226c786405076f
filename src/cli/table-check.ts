import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { needed } from './config.js';
import type { CommonFlags } from './options.js';
import { printResult } from './output.js';
import { resolveCommand } from './resolve.js';

export interface TableFlags extends CommonFlags {
  readonly layout?: string;
  readonly device?: string;
  readonly data?: string;
  readonly csv?: string;
  readonly set?: readonly string[];
  readonly stage?: readonly string[];
}

/** `merge --check` without a row: looks at the whole table and writes nothing. */
export async function checkWholeTable(inputs: readonly string[], flags: TableFlags): Promise<void> {
  const { layout, device, banks } = await resolveCommand(flags);
  const { csv, data, set, stage, json } = flags;
  if (inputs.length > 0) {
    throw new OtpforgeError('USAGE', {
      message: `${inputs[0]} cannot be merged without a row of the table`,
      remedy: 'Give --row and --output too, or --check with the table alone.',
    });
  }
  const { checkTable } = await import('../api/check-table.js');
  const document = await checkTable({
    layout: needed(layout, '--layout', '--layout otp.yaml'),
    csv: needed(csv, '--csv', '--csv units.csv'),
    ...(data !== undefined && { data }),
    ...(set && { set }),
    ...(stage && { stages: stage }),
    ...(device !== undefined && { device }),
    ...(banks && { banks }),
  });
  printResult(document, json, ({ file, rows }) => `${file}: ${count(rows, 'row')}, none has a fault`);
}
