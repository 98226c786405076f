import type { Command } from 'commander';
import { examples } from '../examples.js';
import { type DecisionFlags, decisionOptions, ledgerOptions } from '../ledger-options.js';
import { changeText } from '../ledger-unit-text.js';
import { printResult } from '../output.js';

export function registerLedgerRelease(group: Command): void {
  const command = ledgerOptions(
    group
      .command('release')
      .description('take the values back from a die that was never about to be burnt')
      .argument('<line>', 'the line.yaml')
      .argument('<unit>', 'a value such as the serial, a UID, or the number of a unit'),
  );
  examples(decisionOptions(command), [
    'otpforge ledger release line.yaml SN-000042 --reason "board went back to the supplier"',
  ]);
  command.action(async (line: string, unit: string, { json, ...options }: DecisionFlags) => {
    const { releaseUnit } = await import('../../api/ledger-change.js');
    printResult(await releaseUnit(line, unit, options), json, changeText);
  });
}
