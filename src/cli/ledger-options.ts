import type { Command } from 'commander';

/** The flags of each `ledger` command. */
export interface LedgerFlags {
  readonly json?: boolean;
  readonly ledgerKey?: string;
}

export function ledgerOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document instead of text')
    .option('--ledger-key <file>', 'the key of the ledger, instead of the one in the state folder');
}

/** The flags of a command by which somebody decides something. */
export interface DecisionFlags extends LedgerFlags {
  readonly reason: string;
}

export function decisionOptions(command: Command): Command {
  return command.requiredOption('--reason <text>', 'why, for the record');
}

/** What reaches the chip of a line. */
export function slotOptions(command: Command): Command {
  return command
    .option('--slot <name>', 'the slot of the line; its only one unless given')
    .option('--probe <uri>', 'a probe instead of a slot’s')
    .option('--trace <file>', 'record every probe call');
}
