import type { Command } from 'commander';
import { examples } from '../examples.js';
import { registerLedgerBackup } from './ledger-backup.js';
import { registerLedgerExport } from './ledger-export.js';
import { registerLedgerInit } from './ledger-init.js';
import { registerLedgerRestore } from './ledger-restore.js';
import { registerLedgerStatus } from './ledger-status.js';

/** The ledger of a production line. */
export function registerLedger(program: Command): void {
  const group = program
    .command('ledger')
    .description('make the ledger of a line, and show how far it has come');
  examples(group, ['otpforge ledger init line.yaml', 'otpforge ledger status line.yaml']);
  registerLedgerInit(group);
  registerLedgerStatus(group);
  registerLedgerExport(group);
  registerLedgerBackup(group);
  registerLedgerRestore(group);
}
