import type { Command } from 'commander';
import type { LedgerImportDocument } from '../../api/ledger-import.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { collect } from '../options.js';
import { printResult } from '../output.js';
import { type TableFormFlags, tableForm, tableFormOptions } from '../table-options.js';

interface ImportFlags extends LedgerFlags, TableFormFlags {
  readonly batch?: string;
  readonly pass?: readonly string[];
  readonly check?: boolean;
}

export function registerLedgerImport(group: Command): void {
  const command = tableFormOptions(
    ledgerOptions(
      group
        .command('import')
        .description("record what a programmer's log says that it burnt: units of a batch become reported")
        .argument('<file>', 'the line.yaml')
        .argument('<log>', 'the log as CSV: a unique field, perhaps uid and result')
        .option('--batch <name>', 'refuse units of another batch')
        .option('--pass <word>', 'a word of the log for a burn that went well (repeatable)', collect)
        .option('--check', 'say what would be recorded, and change nothing'),
    ),
  );
  examples(command, [
    'otpforge ledger import line.yaml log.csv --batch 2026-11',
    'otpforge ledger import line.yaml log.csv --column serial="Serial Number" --column result=Status --pass Y',
  ]);
  command.action(async (file: string, log: string, flags: ImportFlags) => {
    const { json, batch, pass, check, ledgerKey } = flags;
    const { importLedgerLog } = await import('../../api/ledger-import.js');
    const document = await importLedgerLog(file, {
      log,
      ...(await tableForm(flags)),
      ...(batch !== undefined && { batch }),
      ...(pass && { pass }),
      ...(check && { check }),
      ...(ledgerKey !== undefined && { ledgerKey }),
    });
    printResult(document, json, importText);
  });
}

function importText({ file, rows, reported, known, failed, again, check }: LedgerImportDocument): string {
  const would = check ? ' would be' : '';
  return [
    `${file}: ${count(rows, 'row')}, ${count(reported, 'unit')}${would} reported, ${known} known before`,
    ...(failed > 0 ? [`${count(failed, 'row')} of a failed burn: nothing is recorded of them`] : []),
    ...again.map(
      ({ line, unit, source }) =>
        `${file}:${line}: unit ${unit} was reported by ${source} too: make sure that it is the same chip`,
    ),
  ].join('\n');
}
