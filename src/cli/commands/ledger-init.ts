import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { ledgerStatusText } from '../ledger-status-text.js';
import { note, printResult } from '../output.js';

interface InitFlags extends LedgerFlags {
  readonly simulated?: boolean;
}

export function registerLedgerInit(group: Command): void {
  const command = ledgerOptions(
    group.command('init').description('make a new ledger and its key').argument('<file>', 'the line.yaml'),
  ).option('--simulated', 'for simulated chips, and never for real ones');
  examples(command, ['otpforge ledger init line.yaml', 'otpforge ledger init line.yaml --simulated']);
  command.action(async (file: string, { json, ...options }: InitFlags) => {
    const { initLedger } = await import('../../api/ledger-status.js');
    printResult(await initLedger(file, options), json, ledgerStatusText);
    note(
      'Copy its key to every station, and keep a copy: without it open units with secrets can only be scrapped.',
    );
  });
}
