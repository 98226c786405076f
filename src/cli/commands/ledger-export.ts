import type { Command } from 'commander';
import type { LedgerExportDocument } from '../../api/ledger-export.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { printResult } from '../output.js';

interface ExportFlags extends LedgerFlags {
  readonly output: string;
  readonly all?: boolean;
}

export function registerLedgerExport(group: Command): void {
  const command = ledgerOptions(
    group
      .command('export')
      .description('add what other systems have not got yet to a file, one JSON document a line')
      .argument('<file>', 'the line.yaml')
      .requiredOption('-o, --output <file>', 'the file that lines are added to')
      .option('--all', 'write all rows, also those that were sent before'),
  );
  examples(command, ['otpforge ledger export line.yaml -o units.jsonl']);
  command.action(async (file: string, { json, ...options }: ExportFlags) => {
    const { exportLedger } = await import('../../api/ledger-export.js');
    printResult(await exportLedger(file, options), json, exportText);
  });
}

function exportText({ file, rows, fresh }: LedgerExportDocument): string {
  const again = rows - fresh;
  return `${file}: ${count(rows, 'row')} added${again > 0 ? `, ${again} of them again` : ''}`;
}
