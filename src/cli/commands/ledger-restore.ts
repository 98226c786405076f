import type { Command } from 'commander';
import type { LedgerRestoreDocument } from '../../api/ledger-restore.js';
import { OtpforgeError } from '../../errors/index.js';
import { count } from '../../text/plural.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import { collect } from '../options.js';
import { printResult } from '../output.js';

interface RestoreFlags extends LedgerFlags {
  readonly skip?: readonly string[];
  readonly reason: string;
  readonly also?: readonly string[];
  readonly journal?: readonly string[];
  readonly exported?: readonly string[];
}

export function registerLedgerRestore(group: Command): void {
  const command = ledgerOptions(
    group
      .command('restore')
      .description('open a ledger again that was put back or moved, with its pools above what was issued')
      .argument('<file>', 'the line.yaml')
      .argument('[backup]', 'a backup to put where the ledger is gone'),
  )
    .option(
      '--skip <pool=units>',
      'how many units may have been made that the ledger does not know (for each pool and list)',
      collect,
    )
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--also <file>', 'another line.yaml that uses the ledger (repeatable)', collect)
    .option(
      '--journal <file>',
      'the journal of another station, which shows what was issued (repeatable)',
      collect,
    )
    .option(
      '--exported <file>',
      'what ledger export has written, or the manifest of a batch, which show it too (repeatable)',
      collect,
    );
  examples(command, [
    'otpforge ledger restore line.yaml --skip serial=500 --skip macs=500 --reason "disk replaced"',
    'otpforge ledger restore line.yaml line-2026-11-29.db --skip serial=500 --skip macs=500 --reason "disk replaced"',
  ]);
  command.action(async (file: string, backup: string | undefined, flags: RestoreFlags) => {
    const { json, skip = [], reason, also, journal, exported, ledgerKey } = flags;
    const { restoreLedger } = await import('../../api/ledger-restore.js');
    const document = await restoreLedger(file, {
      ...(backup !== undefined && { backup }),
      skip: skipsOf(skip),
      reason,
      ...(also && { also }),
      ...(journal && { journals: journal }),
      ...(exported && { exports: exported }),
      ...(ledgerKey !== undefined && { ledgerKey }),
    });
    printResult(document, json, restoreText);
  });
}

/** Errors: USAGE for a pool that is named twice: which count is meant is not clear. */
function skipsOf(given: readonly string[]): Readonly<Record<string, number>> {
  const skips = given.map(skipOf);
  const twice = skips.find(([pool], at) => skips.findIndex(([other]) => other === pool) !== at);
  if (!twice) return Object.fromEntries(skips);
  throw new OtpforgeError('USAGE', {
    message: `--skip names ${twice[0]} twice`,
    remedy: 'Give one count for each pool and list.',
  });
}

function skipOf(given: string): readonly [string, number] {
  const [, pool, units] = /^(.+)=(\d{1,7})$/.exec(given) ?? [];
  if (pool !== undefined && units !== undefined) return [pool, Number(units)];
  throw new OtpforgeError('USAGE', {
    message: `--skip ${given}: a pool and a number of units are needed`,
    remedy: 'Write --skip serial=500.',
  });
}

function restoreText({ at, ledger, skipped }: LedgerRestoreDocument): string {
  return [`${at}: ledger ${ledger} is open again`, ...skipped.map(skippedText)].join('\n');
}

function skippedText({
  name,
  period,
  first,
  last,
  rows,
  owed = 0,
}: LedgerRestoreDocument['skipped'][number]) {
  const of = period === undefined ? '' : ` of ${period}`;
  if (rows === undefined) return `${name}${of}: ${first} to ${last} count as lost`;
  const later = owed === 0 ? '' : `, and the first ${owed} that are loaded`;
  return `${name}: ${count(rows, 'row')} of the list count as lost${later}`;
}
