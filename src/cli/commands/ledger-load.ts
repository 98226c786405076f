import type { Command } from 'commander';
import type { LedgerLoadDocument } from '../../api/ledger-load.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { printResult } from '../output.js';
import { type TableFormFlags, tableForm, tableFormOptions } from '../table-options.js';

interface LoadFlags extends LedgerFlags, TableFormFlags {
  readonly list?: string;
  readonly check?: boolean;
}

export function registerLedgerLoad(group: Command): void {
  const command = tableFormOptions(
    ledgerOptions(
      group
        .command('load')
        .description('load the rows of a table into a list of the line, each once')
        .argument('<file>', 'the line.yaml')
        .argument('<table>', 'the CSV file, UTF-8 or Unicode text of Excel')
        .option('--list <name>', 'which list, where the line has several')
        .option('--check', 'say what would be added, and change nothing'),
    ),
  );
  examples(command, [
    'otpforge ledger load line.yaml units.csv',
    'otpforge ledger load line.yaml erp.csv --list acme --column customer="Customer No" --ignore-column Remark',
  ]);
  command.action(async (file: string, table: string, flags: LoadFlags) => {
    const { json, list, check, ledgerKey } = flags;
    const { loadLedgerRows } = await import('../../api/ledger-load.js');
    const document = await loadLedgerRows(file, {
      csv: table,
      ...(await tableForm(flags)),
      ...(list !== undefined && { list }),
      ...(check && { check }),
      ...(ledgerKey !== undefined && { ledgerKey }),
    });
    printResult(document, json, loadText);
  });
}

function loadText(document: LedgerLoadDocument): string {
  const { file, list, rows, added, lost = 0, known, taken, free, check } = document;
  const would = check ? ' would be' : '';
  const isOrAre = check ? 'would be' : free === 1 ? 'is' : 'are';
  return [
    `${file}: ${count(rows, 'row')}, ${added}${would} added to the list ${list}, ${known} there already`,
    ...(lost > 0
      ? [`${file}: ${count(lost, 'row')}${would} left out, since units that the ledger lost may have them`]
      : []),
    ...taken.map(({ line, unit }) => `${file}:${line}:${would} for unit ${unit} alone, which has its value`),
    `${count(free, 'row')} of ${list} ${isOrAre} free`,
  ].join('\n');
}
