import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { ledgerStatusText } from '../ledger-status-text.js';
import { printResult } from '../output.js';

export function registerLedgerStatus(group: Command): void {
  const command = ledgerOptions(
    group
      .command('status')
      .description('show the ledger, its pools and its open units')
      .argument('<file>', 'the line.yaml'),
  );
  examples(command, ['otpforge ledger status line.yaml', 'otpforge ledger status line.yaml --json']);
  command.action(async (file: string, { json, ...options }: LedgerFlags) => {
    const { ledgerStatus } = await import('../../api/ledger-status.js');
    printResult(await ledgerStatus(file, options), json, ledgerStatusText);
  });
}
