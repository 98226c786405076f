import type { Command } from 'commander';
import { adoptText } from '../adopt-text.js';
import { confirmAdopt } from '../confirm-adopt.js';
import { examples } from '../examples.js';
import { type DecisionFlags, decisionOptions, ledgerOptions, slotOptions } from '../ledger-options.js';
import { printResult } from '../output.js';
import { withProgress } from '../progress.js';
import { stopOnSignals } from '../stop-signals.js';

interface AdoptFlags extends DecisionFlags {
  readonly slot?: string;
  readonly probe?: string;
  readonly stage?: string;
  readonly trace?: string;
  readonly yes?: boolean;
}

export function registerLedgerAdopt(group: Command): void {
  const command = decisionOptions(
    ledgerOptions(
      group
        .command('adopt')
        .description('take in a die that was burnt without this ledger: read it, show it, ask')
        .argument('<line>', 'the line.yaml'),
    ),
  );
  slotOptions(command)
    .option('--stage <name>', 'the stage of the layout that it has been through')
    .option('--yes', 'adopt without asking');
  examples(command, [
    'otpforge ledger adopt line.yaml --slot 1 --reason "burnt before the ledger began"',
    'otpforge ledger adopt line.yaml --slot 1 --reason "burnt before the ledger began" --yes --json',
  ]);
  command.action(async (line: string, { json, yes, ...options }: AdoptFlags) => {
    const { signal } = stopOnSignals(json === true);
    const confirm = confirmAdopt({ yes }, signal);
    const { adoptUnit } = await import('../../api/ledger-adopt.js');
    const document = await withProgress(json, (heard) => adoptUnit(line, { ...options, ...heard, confirm }));
    printResult(document, json, adoptText);
  });
}
