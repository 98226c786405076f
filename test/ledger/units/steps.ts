import { account, poolState } from '../../../src/ledger/pools/account.js';
import { claim } from '../../../src/ledger/units/claim.js';
import { exportUnits } from '../../../src/ledger/units/export-units.js';
import { unitByNumber } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { type Reservation, reserve } from '../../../src/ledger/units/reserve.js';
import type { StageState } from '../../../src/ledger/units/states.js';
import { claimOf, nextSerial, product, serialOf, serials, type Tables } from '../tables-support.js';

export const key = { unit: 1, generation: 1, stage: '' };

/** The account of a pool of which no number was drawn. */
export const none = { issued: 0, released: 0, scrapped: 0, skipped: 0, unaccounted: [], ahead: 0 };

/** Steps in the life of a unit, each in a transaction of its own; of unit 1, unless told otherwise. */
export function stepsOf(tables: () => Tables) {
  const unit = (n = 1) => tables().in((tx) => unitByNumber(tx, n));
  return {
    unit,
    state: async (n = 1) => (await unit(n))?.stages[0]?.state,
    reserved: (n = 1, more: Partial<Reservation> = {}) =>
      tables().in((tx) => reserve(tx, nextSerial(n, more))),
    claimed: (run: string, from: StageState, version: number, more = {}) =>
      tables().in((tx) => claim(tx, { ...key, from, version, others: [], claim: claimOf(run), ...more })),
    finished: (run: string, result: 'verified' | 'failed') =>
      tables().in((tx) => finish(tx, { run, result, readBack: true })),
    exported: (count = 2) =>
      tables().in((tx) =>
        exportUnits(tx, {
          ...{ product, stage: '', batch: 'B-1', count },
          values: (draw) => draw(serials, serialOf),
        }),
      ),
    accounted: () =>
      tables().in(async (tx) => {
        const pool = await poolState(tx, serials.name);
        return pool && account(tx, pool);
      }),
  };
}
