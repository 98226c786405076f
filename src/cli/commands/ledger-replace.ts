import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type DecisionFlags, decisionOptions, ledgerOptions } from '../ledger-options.js';
import { changeText } from '../ledger-unit-text.js';
import { printResult } from '../output.js';

interface ReplaceFlags extends DecisionFlags {
  readonly replaces: string;
}

export function registerLedgerReplace(group: Command): void {
  const command = ledgerOptions(
    group
      .command('replace')
      .description('record that a unit takes the place of a scrapped one, which keeps its values')
      .argument('<line>', 'the line.yaml')
      .argument('<unit>', 'the new unit: a value such as the serial, a UID, or its number')
      .requiredOption('--replaces <unit>', 'the unit whose place it takes'),
  );
  examples(decisionOptions(command), [
    'otpforge ledger replace line.yaml SN-000107 --replaces SN-000042 --reason "returned by the customer"',
  ]);
  command.action(async (line: string, unit: string, { json, ...options }: ReplaceFlags) => {
    const { replaceUnit } = await import('../../api/ledger-change.js');
    printResult(await replaceUnit(line, unit, options), json, changeText);
  });
}
