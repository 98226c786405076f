import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import type { Database } from '../../src/ledger/database.js';
import { findUnit } from '../../src/ledger/index.js';
import { release } from '../../src/ledger/units/release.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { clearTables, createTables, type Tables, tablesOf } from '../ledger/tables-support.js';
import { l476 } from '../support/banks.js';
import { type Bench, ledgerOf, lineOf, openBench } from './bench.js';
import { orders } from './orders.js';
import { type Visitor, visitor } from './visitor.js';

/** Two dies with one unique ID, at every order of the steps of their visits. `connect` opens the database once more. */
export function interleavedSuite(connect: () => Promise<Database>): void {
  let folder = '';
  let bench: Bench;
  const state = process.env.OTPFORGE_STATE_DIR;
  let [here, elsewhere]: Tables[] = [];

  beforeAll(async () => {
    const database = await connect();
    await createTables(database);
    [here, elsewhere] = [tablesOf(database), tablesOf(await connect())];
  });
  afterAll(async () => {
    await here?.close();
    await elsewhere?.close();
  });
  beforeEach(async () => {
    if (!here) throw new Error('no database');
    await clearTables(here);
    folder = mkdtempSync(join(tmpdir(), 'otpforge-visits-'));
    process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
    bench = await openBench(folder, 'L4', lineOf('L4').replace('firmware: fw.hex\n', ''), undefined, here);
    await bench.blank('A.chip');
    copyFileSync(join(folder, 'A.chip'), join(folder, 'B.chip'));
  });
  afterEach(() => {
    process.env.OTPFORGE_STATE_DIR = state;
    rmSync(folder, { recursive: true, force: true });
  });

  const chipOf = (name: string) => readFileSync(join(folder, `${name}.chip`), 'utf8');
  /** A visit in three steps: to its plan; T2 and the burn; T3. */
  const begin = (name: string, ledger: VisitLedger, slot: string): Visitor =>
    visitor(ledger, (held, confirm) => bench.present(`${name}.chip`, { ledger: held, confirm, slot }));
  const unitOfDie = async () => {
    const chip = await loadChip(join(folder, 'A.chip'), l476);
    const uid = chip.toState().uid;
    return here?.in((tx) => findUnit(tx, { uid, devId: l476.line.devIds[0] ?? 0 }));
  };

  /** One at two slots of a bench, and one at two benches that see each other live. */
  const places = {
    'two slots': () => [ledgerOf(tables(here)), ledgerOf(tables(here))],
    'two benches': () => [ledgerOf(tables(here)), ledgerOf(tables(elsewhere), 'bench 2')],
  } as const;

  describe.each(Object.keys(places) as (keyof typeof places)[])(
    'of two dies with one unique ID at %s',
    (where) => {
      it.each(orders)('in the order %s one is burnt', async (order) => {
        const [a, b] = places[where]().map((ledger) => ({ ...ledger, isStationAlive: async () => true }));
        if (!a || !b) throw new Error('no ledger');
        const blank = chipOf('A');
        const visits = { A: begin('A', a, '1'), B: begin('B', b, '2') };
        for (const name of order) await visits[name as 'A' | 'B'].step();
        const { winner, loser, code } = expectedOf(order);
        expect(await visits[winner].end).toMatchObject({ result: 'verified', unit: { unit: 1 } });
        await expect(visits[loser].end).rejects.toMatchObject({ code, exitCode: 5 });
        expect(chipOf(loser)).toBe(blank);
        expect(chipOf(winner)).not.toBe(blank);
        const unit = await unitOfDie();
        expect(unit?.stages.map(({ state: now }) => now)).toEqual(['verified']);
        expect(
          await here?.in((tx) =>
            tx.all('SELECT unit FROM number WHERE unit IS NOT NULL AND period <> $1', ''),
          ),
        ).toEqual([{ unit: 1 }]);
      });
    },
  );

  describe('of a unit that somebody takes out of use', () => {
    it.each([
      ['released', (unit: number) => here?.in((tx) => release(tx, unit, 'not built'))],
      ['scrapped', (unit: number) => here?.in((tx) => scrap(tx, unit, 'fell down'))],
    ] as const)('by being %s between T1 and T2, nothing is burnt', async (state, take) => {
      const blank = chipOf('A');
      const visit = begin('A', ledgerOf(tables(here)), '1');
      await visit.step();
      await take(1);
      await visit.step();
      await expect(visit.end).rejects.toMatchObject({ code: 'UNIT_BUSY', exitCode: 5 });
      expect(chipOf('A')).toBe(blank);
      expect((await unitOfDie())?.stages[0]?.state).toBe(state);
    });

    it('cannot be released after T2, and is not verified where it was scrapped', async () => {
      const visit = begin('A', ledgerOf(tables(here)), '1');
      await visit.step();
      await visit.step();
      await expect(here?.in((tx) => release(tx, 1, 'not built'))).rejects.toMatchObject({
        code: 'LEDGER_STATE',
      });
      await here?.in((tx) => scrap(tx, 1, 'fell down'));
      await visit.step();
      await expect(visit.end).rejects.toMatchObject({ code: 'NOT_RECORDED', exitCode: 7 });
      expect((await unitOfDie())?.stages[0]?.state).toBe('scrapped');
    });
  });
}

function tables(of: Tables | undefined): Tables {
  if (!of) throw new Error('no database');
  return of;
}

/** Whoever claims first burns; the other one is busy, or comes when the die was burnt before. */
function expectedOf(order: string) {
  const at = (name: string, step: number) =>
    [...order.matchAll(new RegExp(name, 'g'))][step - 1]?.index ?? -1;
  const [winner, loser] = at('A', 2) < at('B', 2) ? (['A', 'B'] as const) : (['B', 'A'] as const);
  return { winner, loser, code: at(loser, 1) > at(winner, 3) ? 'UID_TWICE' : 'UNIT_BUSY' };
}
