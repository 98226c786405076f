import { expect, it } from 'vitest';
import { OtpforgeError } from '../../../src/errors/index.js';
import type { LedgerTransaction } from '../../../src/ledger/ledger-transaction.js';
import { account, poolState } from '../../../src/ledger/pools/account.js';
import { claim } from '../../../src/ledger/units/claim.js';
import { findUnit } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { release } from '../../../src/ledger/units/release.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { fc, runs } from '../../support/property.js';
import {
  claimOf,
  clearTables,
  die,
  nextSerial,
  serialOf,
  serials,
  type Tables,
  textIn,
  textValue,
} from '../tables-support.js';
import { LedgerModel, type Read } from './laws-model.js';

const dies = fc.integer({ min: 1, max: 3 });
const stations = fc.constantFrom('bench 1', 'bench 2');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      n: dies,
      lot: fc.constantFrom('A', 'B', 'C', 'D'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), n: dies }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('claim' as const), n: dies }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      back: fc.nat({ max: 3 }),
      result: fc.constantFrom('verified' as const, 'failed' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), n: dies }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scrap' as const), n: dies }) },
);
const scripts = fc.array(fc.tuple(stations, step), { minLength: 5, maxLength: 40 });

/** Whatever two stations do, one of them on what it read long ago, the ledger keeps its laws. */
export function lawsSuite(tables: () => Tables): void {
  it('does what a model does that issues each value once', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        await clearTables(tables());
        const model = new LedgerModel();
        const bench = new Bench(tables(), model);
        for (const [station, each] of script) await bench.does(station, each);
        await keepsLaws(tables(), model);
      }),
      { numRuns: runs(25) },
    );
  });
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Bench {
  readonly #tables: Tables;
  readonly #model: LedgerModel;
  readonly #read = new Map<string, Read>();
  #runs = 0;

  constructor(tables: Tables, model: LedgerModel) {
    this.#tables = tables;
    this.#model = model;
  }

  /** Does a step as a station, and expects the model's answer. */
  async does(station: string, each: Step): Promise<void> {
    const model = this.#model;
    const seen = `${station} ${'n' in each ? each.n : ''}`;
    if (each.do === 'read') {
      const known = model.dies.get(each.n);
      if (known) this.#read.set(seen, { ...known });
    } else if (each.do === 'reserve') {
      const expected = model.reserve(each.n, each.lot);
      const reservation = nextSerial(each.n, {
        values: async (draw) => [...(await draw(serials, serialOf)), textValue('lot', each.lot)],
      });
      await this.#expect(station, expected, async (tx) => textIn(await reserve(tx, reservation)));
    } else if (each.do === 'claim') {
      const read = this.#read.get(seen);
      if (!read) return;
      this.#runs += 1;
      const run = `run ${this.#runs}`;
      const expected = model.claim(each.n, read, run);
      await this.#expect(station, expected, async (tx) => {
        const unit = (await findUnit(tx, die(each.n)))?.unit ?? 0;
        const { generation, state: from, version } = read;
        await claim(tx, {
          unit,
          generation,
          stage: '',
          from,
          version,
          others: [],
          claim: claimOf(run, { station }),
        });
        return 'claimed';
      });
    } else if (each.do === 'finish') {
      const run = `run ${this.#runs - each.back}`;
      const expected = model.finish(run, each.result);
      await this.#expect(station, expected, (tx) => finish(tx, { run, result: each.result, readBack: true }));
    } else {
      const expected = model[each.do](each.n);
      const change = { release, scrap }[each.do];
      await this.#expect(station, expected, async (tx) => {
        await change(tx, (await findUnit(tx, die(each.n)))?.unit ?? 99, 'x');
        return `${each.do}${each.do === 'scrap' ? 'ped' : 'd'}`;
      });
    }
  }

  async #expect(
    station: string,
    expected: string,
    work: (tx: LedgerTransaction) => Promise<string | undefined>,
  ): Promise<void> {
    const found = await this.#tables.in(work, station).catch((error: unknown) => {
      if (error instanceof OtpforgeError) return error.code;
      throw error;
    });
    expect(found).toBe(expected);
  }
}

async function keepsLaws(tables: Tables, model: LedgerModel): Promise<void> {
  for (const [n, expected] of model.dies) {
    const unit = await tables.in((tx) => findUnit(tx, die(n)));
    expect([textIn(unit), textIn(unit, 'lot')]).toEqual([expected.serial, expected.lot]);
    const { state, version, run } = expected;
    expect(unit?.stages[0]).toMatchObject({ state, version, ...(run && { run }) });
    expect(unit?.generation).toBe(expected.generation);
  }
  const rows = await tables.in((tx) =>
    tx.all("SELECT plain, count(*) AS count FROM value WHERE field = 'serial' GROUP BY plain"),
  );
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  expect(rows).toHaveLength(model.serials.length);
  const found = await tables.in(async (tx) => {
    const pool = await poolState(tx, serials.name);
    return pool && { next: pool.next, ...(await account(tx, pool)) };
  });
  if (!found) return;
  const { next, issued, released, scrapped, skipped, unaccounted } = found;
  expect(unaccounted).toEqual([]);
  expect(issued + released + scrapped + skipped).toBe(next - 1);
  expect(next - 1).toBe(model.serials.length);
}
