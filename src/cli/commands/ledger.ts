import type { Command } from 'commander';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { registerLedgerAccept } from './ledger-accept.js';
import { registerLedgerAdopt } from './ledger-adopt.js';
import { registerLedgerBackup } from './ledger-backup.js';
import { registerLedgerExport } from './ledger-export.js';
import { registerLedgerImport } from './ledger-import.js';
import { registerLedgerInit } from './ledger-init.js';
import { registerLedgerKey } from './ledger-key.js';
import { registerLedgerLoad } from './ledger-load.js';
import { registerLedgerRelease } from './ledger-release.js';
import { registerLedgerReplace } from './ledger-replace.js';
import { registerLedgerReport } from './ledger-report.js';
import { registerLedgerRestore } from './ledger-restore.js';
import { registerLedgerScrap } from './ledger-scrap.js';
import { registerLedgerShow } from './ledger-show.js';
import { registerLedgerStatus } from './ledger-status.js';
import { registerLedgerVerify } from './ledger-verify.js';

/** The ledger of a production line. */
export function registerLedger(program: Command, done: Done): void {
  const group = program
    .command('ledger')
    .description('make the ledger of a line, look into it, and decide about its units');
  examples(group, ['otpforge ledger init line.yaml', 'otpforge ledger status line.yaml']);
  registerLedgerInit(group);
  registerLedgerStatus(group);
  registerLedgerShow(group);
  registerLedgerRelease(group);
  registerLedgerScrap(group);
  registerLedgerReplace(group);
  registerLedgerAccept(group);
  registerLedgerAdopt(group);
  registerLedgerVerify(group, done);
  registerLedgerKey(group);
  registerLedgerLoad(group);
  registerLedgerImport(group);
  registerLedgerExport(group);
  registerLedgerReport(group);
  registerLedgerBackup(group);
  registerLedgerRestore(group);
}
