import { expect, it } from 'vitest';
import { claim } from '../../../src/ledger/units/claim.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { beginRework, endRework } from '../../../src/ledger/units/rework.js';
import { type ShiftScope, shiftNumbers } from '../../../src/ledger/units/shift.js';
import { addVisit, type NewVisit } from '../../../src/ledger/units/visits.js';
import { claimOf, die, product, type Tables } from '../tables-support.js';
import { key, stepsOf } from './steps.js';

/** What a shift's numbers are, of tables in a database of either engine. */
export function shiftSuite(tables: () => Tables): void {
  const { reserved } = stepsOf(tables);
  const time = (minute: number) => new Date(Date.parse('2026-11-29T06:00:00.000Z') + minute * 60_000);
  const from = time(0);
  /** In a transaction of another time. */
  const at = <T>(minute: number, work: Parameters<Tables['in']>[0], station?: string): Promise<T> =>
    tables().in((tx) => work({ ...tx, now: time(minute).toISOString() }), station) as Promise<T>;
  const numbers = (more: Partial<ShiftScope> = {}) =>
    tables().in((tx) => shiftNumbers(tx, { from, ...more }));
  const visited = (minute: number, run: string, more: Partial<NewVisit> = {}, station?: string) =>
    at(
      minute,
      (tx) =>
        addVisit(tx, {
          ...{ run, product, stage: '', slot: '1', began: time(minute - 1).toISOString() },
          ...{ result: 'refused', codes: ['DEV_ID'], uid: die(9).uid },
          ...more,
        }),
      station,
    );
  const claimed = (minute: number, run: string, more: Partial<Parameters<typeof claim>[1]> = {}) =>
    at(minute, (tx) =>
      claim(tx, {
        ...key,
        ...{ from: 'reserved', version: 1, others: [], began: time(minute - 2).toISOString() },
        ...{ claim: claimOf(run, { time: tx.now }), ...more },
      }),
    );
  const finished = (minute: number, run: string, result: 'verified' | 'failed', codes: string[] = []) =>
    at(minute, (tx) => finish(tx, { run, result, codes, readBack: true }));

  it('counts dies of claims, of refusals, and of both', async () => {
    await reserved(1, { order: { number: 'WO-1', quantity: 9 } });
    await visited(3, 'run 0', {
      uid: die(1).uid,
      unit: 1,
      generation: 1,
      order: 'WO-1',
      codes: ['SCAN_DIFFERS'],
    });
    await claimed(5, 'run 1');
    expect(await numbers()).toMatchObject({ units: 1, verified: 0 });
    await finished(6, 'run 1', 'verified');
    await visited(8, 'run 2');
    expect(await numbers()).toMatchObject({
      ...{ from: from.toISOString(), to: time(120).toISOString() },
      ...{ units: 2, firstPass: 0, verified: 1, retests: 1, medianMs: 180_000, perHour: 0.5 },
      pareto: [
        { code: 'DEV_ID', count: 1 },
        { code: 'SCAN_DIFFERS', count: 1 },
      ],
    });
    expect(await numbers({ order: 'WO-1' })).toMatchObject({ units: 1, verified: 1, medianMs: 180_000 });
  });

  it('counts a visit when it has ended', async () => {
    await reserved();
    await claimed(5, 'run 1');
    expect(await numbers()).toMatchObject({ units: 0 });
    await finished(65, 'run 1', 'failed', ['READBACK']);
    expect(await numbers({ to: time(60) })).toMatchObject({ units: 0 });
    expect(await numbers({ from: time(60) })).toMatchObject({ units: 1, firstPass: 0 });
  });

  it('knows a die that was seen before the window, and at which stage', async () => {
    await visited(-1, 'run 0', { stage: 'board' });
    await visited(0, 'run 1', { stage: 'label' });
    expect(await numbers()).toMatchObject({ units: 0, pareto: [{ code: 'DEV_ID', count: 1 }] });
    expect(await numbers({ stage: 'board' })).toMatchObject({ units: 0, pareto: [] });
    expect(await numbers({ stage: 'label' })).toMatchObject({ units: 1 });
    expect(await numbers({ from: time(-1) })).toMatchObject({ units: 1 });
    expect(await numbers({ from: time(-1), to: time(0) })).toMatchObject({ units: 1, retests: 0 });
  });

  it('keeps products apart, and counts a die of two once', async () => {
    await visited(1, 'run 0', { product: 'other' });
    await visited(2, 'run 1');
    expect(await numbers({ product })).toMatchObject({ units: 1, retests: 0 });
    expect(await numbers({ product: 'other' })).toMatchObject({ units: 1, retests: 0 });
    expect(await numbers()).toMatchObject({ units: 1, retests: 1 });
  });

  it('shows what each station and slot has done', async () => {
    await visited(1, 'run 0', {}, 'bench 2');
    await visited(2, 'run 1', { slot: '2', uid: die(8).uid });
    expect((await numbers()).slots).toMatchObject([
      { station: 'bench 1', slot: '2', units: 1 },
      { station: 'bench 2', slot: '1', units: 1 },
    ]);
    expect(await numbers({ station: 'bench 2', slot: '1' })).toMatchObject({ units: 1 });
    expect(await numbers({ station: 'bench 2', slot: '2' })).toMatchObject({ units: 0 });
  });

  it('of one station know what other stations did with its dies', async () => {
    await visited(1, 'run 0', { uid: die(7).uid }, 'bench 2');
    await visited(2, 'run 1', { uid: die(7).uid, result: 'verified' });
    await visited(3, 'run 2', { uid: die(8).uid }, 'bench 2');
    await visited(4, 'run 3', { uid: die(6).uid });
    expect(await numbers({ station: 'bench 1' })).toMatchObject({ units: 1, verified: 0 });
    expect(await numbers({ station: 'bench 2' })).toMatchObject({ units: 2, verified: 1, retests: 1 });
  });

  it('follows a verified unit through its reworks', async () => {
    await reserved();
    await claimed(5, 'run 1');
    await finished(6, 'run 1', 'verified');
    const rework = (minute: number, run: string, result: string) =>
      at(minute, async (tx) => {
        await beginRework(tx, { ...key, version: 3, run, slot: '1' });
        await endRework(tx, { run, result, codes: [], uid: die(1).uid });
      });
    await rework(8, 'run 2', 'rework failed');
    expect(await numbers()).toMatchObject({ units: 1, firstPass: 1, verified: 0 });
    await rework(9, 'run 3', 'reworked');
    expect(await numbers()).toMatchObject({ units: 1, firstPass: 1, verified: 1 });
  });

  it('has an index for the visits of a window and for those of a die', async () => {
    const names = await tables().in((tx) =>
      tx.all(
        tx.engine === 'sqlite'
          ? "SELECT name FROM sqlite_schema WHERE name LIKE 'visit_%' ORDER BY name"
          : "SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'visit_%' ORDER BY indexname",
      ),
    );
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['visit_die', 'visit_ended']));
  });
}
