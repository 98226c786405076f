import type { Command } from 'commander';
import type { LedgerStatusDocument } from '../../api/ledger-status.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { note, printResult } from '../output.js';

interface LedgerFlags {
  readonly json?: boolean;
  readonly ledgerKey?: string;
  readonly simulated?: boolean;
}

/** The ledger of a production line. */
export function registerLedger(program: Command): void {
  const group = program
    .command('ledger')
    .description('make the ledger of a line, and show how far it has come');
  examples(group, ['otpforge ledger init line.yaml', 'otpforge ledger status line.yaml']);
  registerInit(group);
  registerStatus(group);
}

function registerInit(group: Command): void {
  const command = ledgerOptions(
    group.command('init').description('make a new ledger and its key').argument('<file>', 'the line.yaml'),
  ).option('--simulated', 'for simulated chips, and never for real ones');
  examples(command, ['otpforge ledger init line.yaml', 'otpforge ledger init line.yaml --simulated']);
  command.action(async (file: string, { json, ...options }: LedgerFlags) => {
    const { initLedger } = await import('../../api/ledger-status.js');
    printResult(await initLedger(file, options), json, statusText);
    note(
      'Copy its key to every station, and keep a copy: without it open units with secrets can only be scrapped.',
    );
  });
}

function registerStatus(group: Command): void {
  const command = ledgerOptions(
    group
      .command('status')
      .description('show the ledger, its pools and its open units')
      .argument('<file>', 'the line.yaml'),
  );
  examples(command, ['otpforge ledger status line.yaml', 'otpforge ledger status line.yaml --json']);
  command.action(async (file: string, { json, ...options }: LedgerFlags) => {
    const { ledgerStatus } = await import('../../api/ledger-status.js');
    printResult(await ledgerStatus(file, options), json, statusText);
  });
}

function ledgerOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document instead of text')
    .option('--ledger-key <file>', 'the key of the ledger, instead of the one in the state folder');
}

function statusText({ at, ledger, medium, station, key, pools, open }: LedgerStatusDocument): string {
  const dies = medium === undefined ? '' : ` for ${medium === 'silicon' ? 'real' : 'simulated'} chips`;
  return [
    `${at}: ledger ${ledger}${dies}`,
    `station ${station}, ${key === undefined ? 'which does not have the key' : `with the key ${key.slice(0, 16)}`}`,
    ...pools.map(
      ({ name, period, next }) => `${name}${period === '' ? '' : ` of ${period}`}: next is ${next}`,
    ),
    count(open.length, 'open unit') + (open.length === 0 ? '' : `: ${open.join(', ')}`),
  ].join('\n');
}
