import { type Command, Option } from 'commander';
import { OtpforgeError } from '../../errors/index.js';
import { examples } from '../examples.js';
import { type DecisionFlags, decisionOptions, ledgerOptions, slotOptions } from '../ledger-options.js';
import { changeText } from '../ledger-unit-text.js';
import { printResult } from '../output.js';
import { withProgress } from '../progress.js';

interface AcceptFlags extends DecisionFlags {
  readonly slot?: string;
  readonly probe?: string;
  readonly stage?: string;
  readonly trace?: string;
  readonly shown?: true;
  readonly clock?: true;
}

export function registerLedgerAccept(group: Command): void {
  const command = decisionOptions(
    ledgerOptions(
      group
        .command('accept')
        .description(
          'take a failed unit for verified as its chip reads, or the clock of the ledger for right',
        )
        .argument('<line>', 'the line.yaml')
        .argument('[unit]', 'a value such as the serial, a UID, or the number of a unit'),
    ),
  );
  slotOptions(command)
    .option('--stage <name>', 'the failed stage; the only one unless given')
    .addOption(
      new Option('--shown', 'say where a unit is that a journal settled; reads no chip').conflicts([
        'slot',
        'probe',
        'stage',
        'trace',
      ]),
    )
    .addOption(
      new Option('--clock', 'take the ledger’s clock for right, and its newest event’s for wrong').conflicts([
        'shown',
        'slot',
        'probe',
        'stage',
        'trace',
      ]),
    );
  examples(command, [
    'otpforge ledger accept line.yaml SN-000042 --slot 1 --reason "double word 5 is weak and unused"',
    'otpforge ledger accept line.yaml SN-000042 --shown --reason "in the tray of bench 2"',
    'otpforge ledger accept line.yaml --clock --reason "the battery was empty on 2026-11-20"',
  ]);
  command.action(async (line: string, unit: string | undefined, { json, ...flags }: AcceptFlags) => {
    const { shown, clock, ...options } = flags;
    const { acceptLedgerClock, acceptShown, acceptUnit } = await import('../../api/ledger-accept.js');
    if ((unit === undefined) !== (clock === true)) throw usage(clock === true);
    const document =
      unit === undefined
        ? await acceptLedgerClock(line, options)
        : shown
          ? await acceptShown(line, unit, options)
          : await withProgress(json, (heard) => acceptUnit(line, unit, { ...options, ...heard }));
    printResult(document, json, changeText);
  });
}

function usage(isClock: boolean): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: isClock ? '--clock is about the ledger, not about a unit' : 'no unit is named',
    remedy: isClock ? 'Leave the unit out.' : 'Name it by its serial, UID or number, or give --clock.',
  });
}
