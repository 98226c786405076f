import type { Command } from 'commander';
import type { LedgerReportDocument } from '../../api/ledger-report.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { noteWarnings, printResult } from '../output.js';

interface ReportFlags extends LedgerFlags {
  readonly output: string;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
}

export function registerLedgerReport(group: Command): void {
  const command = ledgerOptions(
    group
      .command('report')
      .description('write the units and their public values as a table, for a customer')
      .argument('<file>', 'the line.yaml')
      .requiredOption('-o, --output <file>', 'a .csv file, or a page: .html')
      .option('--order <number>', 'only units of this order')
      .option('--from <day>', 'only units whose state changed on this day or later')
      .option('--to <day>', 'only units whose state changed on this day or before'),
  );
  examples(command, [
    'otpforge ledger report line.yaml -o report.html --order WO-004711',
    'otpforge ledger report line.yaml -o november.csv --from 2026-11-01 --to 2026-11-30',
  ]);
  command.action(async (file: string, { json, ...options }: ReportFlags) => {
    const { reportLedger } = await import('../../api/ledger-report.js');
    const document = await reportLedger(file, options);
    noteWarnings(document.warnings ?? []);
    printResult(document, json, reportText);
  });
}

function reportText(document: LedgerReportDocument): string {
  const { file, units, verified, failed, scrapped, unfinished, replaced } = document;
  return `${file}: ${count(units, 'unit')}, ${verified} verified, ${failed} failed, ${scrapped} scrapped, ${unfinished} not finished yet; ${replaced} replaced`;
}
