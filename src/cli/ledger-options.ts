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
