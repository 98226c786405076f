import { type Command, Option } from 'commander';
import type { TableDocument } from '../../api/check-table.js';
import { OtpforgeError } from '../../errors/index.js';
import { examples } from '../examples.js';
import { collect, commonOptions } from '../options.js';
import { noteWarnings, printJson, printLines, printResult } from '../output.js';
import { checkedTable, soundText, type TableFlags } from '../table-check.js';
import { tableFormOptions } from '../table-options.js';
import { unitsCsv, unitsText } from '../table-units-text.js';

interface CheckFlags extends TableFlags {
  readonly format?: 'text' | 'json' | 'csv';
}

/** Tables of units, as other systems keep them. */
export function registerTable(program: Command): void {
  const group = program
    .command('table')
    .description('check a CSV file of units, and show what each row would burn');
  examples(group, ['otpforge table check units.csv --layout otp.yaml']);
  const check = group
    .command('check')
    .description('refuse a table with any fault, else show what each of its rows would burn')
    .argument('<file>', 'the CSV file, UTF-8 or Unicode text of Excel')
    .option('--layout <file>', 'the layout of the serial data')
    .option('--device <name>', 'the chip that the layout is for')
    .option('--data <file>', 'values that every unit has, as a JSON object')
    .option('--set <name=value>', 'one value that every unit has (repeatable)', collect)
    .option('--stage <name>', 'only fields of this stage (repeatable)', collect)
    .addOption(
      new Option('--format <how>', 'how the rows are printed')
        .choices(['text', 'json', 'csv'])
        .default('text'),
    );
  examples(commonOptions(tableFormOptions(check)), [
    'otpforge table check units.csv --layout otp.yaml',
    'otpforge table check units.csv --layout otp.yaml --format csv',
    'otpforge table check erp.csv --layout otp.yaml --header-line 3 --column serial="Serial Number" --ignore-column No',
  ]);
  check.action(async (file: string, flags: CheckFlags) => {
    if (flags.json && flags.format === 'csv') {
      throw new OtpforgeError('USAGE', {
        message: '--json and --format csv contradict each other',
        remedy: 'Give one of them.',
      });
    }
    const document = await checkedTable({ ...flags, csv: file }, true);
    noteWarnings(document.warnings);
    print(document, flags);
  });
}

function print(document: TableDocument, { json, format }: CheckFlags): void {
  if (format === 'csv') printLines(unitsCsv(document));
  else if (format === 'json') printJson(document, 2);
  else
    printResult(document, json, ({ units = [], ...rest }) => [unitsText(units), soundText(rest)].join('\n'));
}
