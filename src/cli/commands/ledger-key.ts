import { type Command, Option } from 'commander';
import type { LedgerKeyDocument } from '../../api/ledger-key.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { printResult } from '../output.js';

interface KeyFlags extends LedgerFlags {
  readonly showFingerprint?: true;
  readonly write?: string;
  readonly import?: string;
}

export function registerLedgerKey(group: Command): void {
  const command = ledgerOptions(
    group
      .command('key')
      .description('show the fingerprint of a ledger’s key, copy the key, or install it at this station')
      .argument('<line>', 'the line.yaml'),
  )
    .addOption(
      new Option('--show-fingerprint', 'show the fingerprint alone, as without a flag').conflicts([
        'write',
        'import',
      ]),
    )
    .addOption(new Option('--write <file>', 'write a copy, which only you can read').conflicts('import'))
    .option('--import <file>', 'install the key in this file at this station');
  examples(command, [
    'otpforge ledger key line.yaml',
    'otpforge ledger key line.yaml --write /media/stick/line.key',
    'otpforge ledger key line.yaml --import /media/stick/line.key',
  ]);
  command.action(async (line: string, { json, showFingerprint: _, ...options }: KeyFlags) => {
    const { ledgerKey } = await import('../../api/ledger-key.js');
    printResult(await ledgerKey(line, options), json, keyText);
  });
}

function keyText({ result, fingerprint, file }: LedgerKeyDocument): string {
  const said = {
    shown: `the key is in ${file}`,
    written: `a copy of the key is in ${file}`,
    imported: `the key is installed in ${file}`,
    already: `this key is already in ${file}`,
  };
  return `${said[result]}\nfingerprint ${fingerprint}`;
}
