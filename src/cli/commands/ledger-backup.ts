import type { Command } from 'commander';
import type { LedgerBackupDocument } from '../../api/ledger-backup.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { printResult } from '../output.js';

interface BackupFlags {
  readonly json?: boolean;
  readonly output: string;
}

export function registerLedgerBackup(group: Command): void {
  const command = group
    .command('backup')
    .description('copy the ledger to a new file, and read the copy back')
    .argument('<file>', 'the line.yaml')
    .requiredOption('-o, --output <file>', 'the file to write, where there is none')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge ledger backup line.yaml -o line-2026-11-29.db']);
  command.action(async (file: string, { json, output }: BackupFlags) => {
    const { backupLedger } = await import('../../api/ledger-backup.js');
    printResult(await backupLedger(file, { output }), json, backupText);
  });
}

function backupText({ file, ledger, units, events, sha256 }: LedgerBackupDocument): string {
  return [
    `${file}: ledger ${ledger}, ${count(units, 'unit')}, ${count(events, 'event')}, read back and intact`,
    `SHA-256 ${sha256}`,
  ].join('\n');
}
