import type { Command } from 'commander';
import type { LedgerVerifyDocument, PoolAccount } from '../../api/ledger-verify.js';
import { ExitCode } from '../../errors/index.js';
import { examples } from '../examples.js';
import { type LedgerFlags, ledgerOptions } from '../ledger-options.js';
import type { Done } from '../options.js';
import { printResult } from '../output.js';
import { table } from '../table.js';

export function registerLedgerVerify(group: Command, done: Done): void {
  const command = ledgerOptions(
    group
      .command('verify')
      .description('prove that every number of each pool is accounted for, and that no event is missing')
      .argument('<line>', 'the line.yaml'),
  );
  examples(command, ['otpforge ledger verify line.yaml', 'otpforge ledger verify line.yaml --json']);
  command.action(async (line: string, { json, ...options }: LedgerFlags) => {
    const { ledgerVerify } = await import('../../api/ledger-verify.js');
    const document = await ledgerVerify(line, options);
    printResult(document, json, verifyText);
    if (document.result !== 'accounted') done(ExitCode.Environment);
  });
}

function verifyText({ pools, brokenChains, sealed, result }: LedgerVerifyDocument): string {
  return [
    ...(pools.length === 0 ? ['no number was given out yet'] : [accountTable(pools)]),
    ...pools.flatMap(({ name, reasons }) =>
      reasons.map(
        ({ first, last, reason }) =>
          `${name} ${first === last ? first : `${first} to ${last}`} skipped: ${reason}`,
      ),
    ),
    ...pools.flatMap((pool) =>
      pool.unaccounted.map((n) => `${nameOf(pool)}: nobody can account for number ${n}`),
    ),
    ...brokenChains.map(({ station, n }) => `BROKEN: event ${n} of station ${station} is missing or changed`),
    ...(sealed?.damaged ?? []).map(
      ({ unit, field }) => `unit ${unit}: the sealed value of ${field} cannot be opened`,
    ),
    ...(sealed ? [] : ['sealed values were not looked at: this station does not have the key']),
    result === 'accounted' ? 'every number is accounted for, and no event is missing' : 'DAMAGED',
  ].join('\n');
}

const titles = ['numbers', 'issued', 'released', 'scrapped', 'skipped', 'ahead', 'gaps'];

function accountTable(pools: readonly PoolAccount[]): string {
  return table(
    [{ title: 'pool' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
    pools.map((pool) => [
      nameOf(pool),
      ...[pool.next - pool.first, pool.issued, pool.released, pool.scrapped, pool.skipped].map(String),
      ...[pool.ahead, pool.unaccounted.length].map(String),
    ]),
  );
}

function nameOf({ name, period }: PoolAccount): string {
  return period === '' ? name : `${name} ${period}`;
}
