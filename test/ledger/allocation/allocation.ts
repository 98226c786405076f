import { expect } from 'vitest';
import type { LedgerAddress } from '../../../src/ledger/address.js';
import { type DatabaseOptions, openDatabase } from '../../../src/ledger/open-database.js';
import { account, poolState } from '../../../src/ledger/pools/account.js';
import { createTables, serials, tablesOf } from '../tables-support.js';
import type { Job } from './job.js';
import { type Given, runJobs } from './run-jobs.js';

const processes = 8;

export interface Amount {
  /** Dies, each of which two processes present at about the same time. */
  readonly dies: number;
  /** Batches of each process, and how many units each has. */
  readonly batches: number;
  readonly batchSize: number;
}

/**
 * Gives out values by 8 processes, one of which is killed and begins again, and expects each value once, each die with
 * one value, and an account without a gap.
 */
export async function expectNoValueTwice(
  address: LedgerAddress,
  { dies, batches, batchSize }: Amount,
  options: DatabaseOptions = {},
): Promise<void> {
  const tables = tablesOf(await openTables(address, options));
  try {
    const given = await runJobs(
      Array.from({ length: processes }, (_, index) => ({
        ...{ address, options, batchSize },
        station: `bench ${index + 1}`,
        dies: diesOf(index, dies),
        everyDies: Math.ceil((2 * dies) / processes / batches),
      })) satisfies Job[],
      10,
    );
    const all = dies + processes * batches * batchSize;
    expectOneSerialEach(given, dies);
    const { values, pool, sum } = await tables.in(async (tx) => {
      const state = await poolState(tx, serials.name);
      if (!state) throw new Error('no number was drawn');
      const values = await tx.get('SELECT count(*) AS count, count(DISTINCT plain) AS plain FROM value');
      return { values, pool: state, sum: await account(tx, state) };
    });
    expect(values).toEqual({ count: all, plain: all });
    expect(sum).toEqual({ issued: all, released: 0, scrapped: 0, skipped: 0, unaccounted: [], ahead: 0 });
    expect(pool.next).toBe(all + 1);
  } finally {
    await tables.close();
  }
}

async function openTables(address: LedgerAddress, options: DatabaseOptions) {
  const database = await openDatabase(address, { ...options, create: true });
  await createTables(database);
  return database;
}

/** Two neighbours present the same dies in the same order. */
function diesOf(process: number, dies: number): number[] {
  const share = (2 * dies) / processes;
  return Array.from({ length: share }, (_, n) => Math.floor(process / 2) * share + n);
}

function expectOneSerialEach(given: readonly Given[], dies: number): void {
  const serialOf = new Map<number, Set<string>>();
  for (const each of given) {
    for (const [n, serial] of each) serialOf.set(n, (serialOf.get(n) ?? new Set()).add(serial));
  }
  expect(serialOf.size).toBe(dies);
  expect([...serialOf.values()].filter(({ size }) => size !== 1)).toEqual([]);
  expect(new Set([...serialOf.values()].flatMap((set) => [...set])).size).toBe(dies);
}
