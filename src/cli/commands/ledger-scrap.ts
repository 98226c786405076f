import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type DecisionFlags, decisionOptions, ledgerOptions } from '../ledger-options.js';
import { changeText } from '../ledger-unit-text.js';
import { printResult } from '../output.js';

export function registerLedgerScrap(group: Command): void {
  const command = ledgerOptions(
    group
      .command('scrap')
      .description('take a unit out of use, with its values')
      .argument('<line>', 'the line.yaml')
      .argument('<unit>', 'a value such as the serial, a UID, or the number of a unit'),
  );
  examples(decisionOptions(command), [
    'otpforge ledger scrap line.yaml SN-000042 --reason "fell from the bench"',
  ]);
  command.action(async (line: string, unit: string, { json, ...options }: DecisionFlags) => {
    const { scrapUnit } = await import('../../api/ledger-change.js');
    printResult(await scrapUnit(line, unit, options), json, changeText);
  });
}
