import { expect, it } from 'vitest';
import { accept, markChanged, markShown } from '../../../src/ledger/units/accept.js';
import { bind, report } from '../../../src/ledger/units/bind.js';
import { findUnit, findUnits, unitsHolding } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { unitsOfOrder } from '../../../src/ledger/units/orders.js';
import { release } from '../../../src/ledger/units/release.js';
import { replace } from '../../../src/ledger/units/replace.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { ownerOf } from '../../../src/ledger/units/values.js';
import { addVisit, visitsOf } from '../../../src/ledger/units/visits.js';
import {
  claimOf,
  die,
  macOf,
  type nextSerial,
  product,
  serialOf,
  serials,
  type Tables,
  textIn,
  textValue,
} from '../tables-support.js';
import { key, none, stepsOf } from './steps.js';

/** What the other changes of a unit do. */
export function changesSuite(tables: () => Tables): void {
  const { reserved, claimed, finished, exported, unit, state, accounted } = stepsOf(tables);

  it('releases: numbers stay used up, scanned values go back, and the die begins a new generation', async () => {
    const order = { number: 'WO-1', quantity: 1 };
    const lot = textValue('lot', 'L-1');
    const values: Parameters<typeof nextSerial>[1] = {
      order,
      values: async (draw) => [...(await draw(serials, serialOf)), lot],
    };
    await reserved(1, values);
    await tables().in((tx) => release(tx, 1, 'wrong board'));
    expect((await unit())?.stages).toMatchObject([{ state: 'released', version: 2, reason: 'wrong board' }]);
    const owner = (text: string) => tables().in((tx) => ownerOf(tx, product, macOf(text)));
    expect(await owner('L-1')).toBeUndefined();
    expect(await owner('SN-1')).toMatchObject({ unit: 1, state: 'released' });
    expect(await tables().in((tx) => unitsOfOrder(tx, product, 'WO-1'))).toBe(0);

    const again = await reserved(1, values);
    expect(again).toMatchObject({ unit: 1, generation: 2, order: 'WO-1' });
    expect([textIn(again), textIn(again, 'lot')]).toEqual(['SN-2', 'L-1']);
    expect(again.stages).toMatchObject([{ state: 'reserved', version: 1 }]);
    expect(await accounted()).toEqual({ ...none, issued: 1, released: 1 });
  });

  it('releases what is derived from a value that goes back, and nothing else that is derived', async () => {
    const derived = (field: string, text: string) => textValue(field, text, { source: 'derive' });
    const free = [textValue('mac', 'M-1'), derived('eui', 'E-1')];
    await reserved(1, {
      values: async (draw) => [...(await draw(serials, serialOf)), ...free, derived('twin', 'T-1')],
    });
    const fields = [
      { field: 'eui', from: 'mac' },
      { field: 'twin', from: 'serial' },
    ];
    await tables().in((tx) => release(tx, 1, 'wrong board', fields));
    const again = await reserved(2, {
      values: async (draw) => [...(await draw(serials, serialOf)), ...free],
    });
    expect(textIn(again, 'eui')).toBe('E-1');
    const holding = (text: string) => tables().in((tx) => unitsHolding(tx, text));
    expect((await holding('M-1')).map((each) => each.unit)).toEqual([2]);
    expect((await tables().in((tx) => findUnits(tx, 'M-1'))).map((each) => each.unit)).toEqual([1, 2]);
    expect(await tables().in((tx) => ownerOf(tx, product, macOf('T-1')))).toMatchObject({ unit: 1 });
  });

  it('releases no unit that was claimed, although the burn failed', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    const released = () => tables().in((tx) => release(tx, 1, 'x'));
    await expect(released()).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    await finished('run 1', 'failed');
    await expect(released()).rejects.toMatchObject({
      code: 'LEDGER_STATE',
      message: 'unit 1 was claimed for a burn: its values may be in the chip',
    });
    expect(await state()).toBe('failed');
    await expect(tables().in((tx) => release(tx, 7, 'x'))).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });

  it('claims no unit that was released meanwhile, nor in its next generation', async () => {
    await reserved();
    await tables().in((tx) => release(tx, 1, 'x'));
    await expect(claimed('run 1', 'reserved', 1)).rejects.toMatchObject({
      code: 'LEDGER_STALE',
      details: { state: 'released' },
    });
    await reserved();
    await expect(claimed('run 1', 'reserved', 1)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    expect(await claimed('run 1', 'reserved', 1, { generation: 2 })).toBe(2);
  });

  it('releases only what a claim of an earlier generation left alone', async () => {
    await reserved();
    await reserved(1, { stage: 'case', values: async () => [] });
    const others = [{ stage: '', state: 'reserved', version: 1 }];
    await claimed('run 1', 'reserved', 1, { stage: 'case', others });
    await expect(tables().in((tx) => release(tx, 1, 'x'))).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    expect((await unit())?.stages.map((each) => each.state)).toEqual(['reserved', 'burning']);
  });

  it('scraps a unit under a run, which records nothing then', async () => {
    const order = { number: 'WO-1', quantity: 1 };
    await reserved(1, { order });
    await claimed('run 1', 'reserved', 1);
    await tables().in((tx) => scrap(tx, 1, 'fell'));
    expect(await unit()).toMatchObject({ scrapped: true, stages: [{ state: 'scrapped', reason: 'fell' }] });
    expect(await finished('run 1', 'verified')).toBe('not-current');
    expect(await state()).toBe('scrapped');
    await expect(claimed('run 2', 'burning', 2)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    await expect(tables().in((tx) => scrap(tx, 1, 'x'))).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    await expect(reserved(1, { stage: 'case' })).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    expect(await accounted()).toEqual({ ...none, scrapped: 1 });
    await reserved(2, { order });
  });

  it('accepts a failed unit as it reads, and calls a verified one failed that has changed', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    const accepted = (version: number) =>
      tables().in((tx) => accept(tx, { ...key, version, reason: 'reads well' }));
    await expect(accepted(2)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    await finished('run 1', 'failed');
    await accepted(3);
    expect((await unit())?.stages[0]).toMatchObject({ state: 'verified', version: 4, reason: 'reads well' });
    const changed = () =>
      tables().in((tx) => markChanged(tx, { ...key, version: 4, codes: ['VERIFIED_UNIT_CHANGED'] }));
    await changed();
    expect(await state()).toBe('failed');
    await expect(changed()).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    expect(tables().events.map(({ kind }) => kind)).toEqual([
      'reserve',
      'claim',
      'failed',
      'accept',
      'changed',
    ]);
  });

  it('takes a settled unit off the list of open ones once', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true, shown: false }));
    const shown = () => tables().in((tx) => markShown(tx, 1, 'in the box'));
    expect([await shown(), await shown()]).toEqual([true, false]);
    expect((await unit())?.stages[0]).toMatchObject({ shown: true, version: 3 });
  });

  it('exports a batch without dies, in one block of numbers and under one name', async () => {
    const units = await exported(3);
    expect(units.map((each) => [each.unit, each.row, textIn(each), each.stages[0]?.state])).toEqual([
      [1, 0, 'SN-1', 'exported'],
      [2, 1, 'SN-2', 'exported'],
      [3, 2, 'SN-3', 'exported'],
    ]);
    expect(units[0]).not.toHaveProperty('die');
    await expect(exported()).rejects.toMatchObject({ code: 'LEDGER_STALE', details: { batch: 'B-1' } });
    expect(textIn(await reserved(9))).toBe('SN-4');
    await expect(claimed('run 1', 'exported', 1)).rejects.toMatchObject({ code: 'LEDGER_STATE' });
  });

  it('binds an exported unit to the die that has its value, once', async () => {
    await exported();
    const bound = await tables().in((tx) => bind(tx, 2, die(7)));
    expect(bound).toMatchObject({ unit: 2, die: die(7), stages: [{ state: 'bound', burntOnRecord: true }] });
    expect(await tables().in((tx) => findUnit(tx, die(7)))).toEqual(bound);
    await expect(tables().in((tx) => bind(tx, 2, die(8)))).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    await expect(tables().in((tx) => bind(tx, 1, die(7)))).rejects.toMatchObject({
      code: 'LEDGER_STALE',
      details: { unit: 1, other: 2 },
    });
    expect(await claimed('run 1', 'bound', 2, { unit: 2 })).toBe(3);
  });

  it('takes a programmer’s word that a unit was burnt, never as verified', async () => {
    await exported();
    const reported = (n: number, more = {}) =>
      tables().in((tx) => report(tx, { unit: n, stage: '', source: 'log.csv, line 3', ...more }));
    await reported(1);
    expect(await unit()).toMatchObject({ stages: [{ state: 'reported', reason: 'log.csv, line 3' }] });
    await reported(2, { die: die(2) });
    expect(await unit(2)).toMatchObject({ die: die(2), stages: [{ state: 'reported' }] });
    await expect(reported(1)).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    await expect(reported(1, { stage: 'case' })).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    expect(await tables().in((tx) => bind(tx, 1, die(1)))).toMatchObject({
      die: die(1),
      stages: [{ state: 'reported', version: 2 }],
    });
  });

  it('names the scrapped unit that another one replaces, once and in one direction', async () => {
    for (const n of [1, 2, 3]) await reserved(n);
    const replaced = (by: number, other: number) => tables().in((tx) => replace(tx, by, other, 'broken'));
    const refused = (message: string) => ({
      code: 'LEDGER_STATE',
      message: expect.stringContaining(message),
    });
    await expect(replaced(2, 1)).rejects.toMatchObject(refused('unit 1 is not scrapped'));
    expect(await unit(2)).not.toHaveProperty('replaces');
    await tables().in((tx) => scrap(tx, 1, 'broken'));
    await expect(replaced(1, 2)).rejects.toMatchObject(refused('unit 1 is scrapped'));
    await replaced(2, 1);
    expect(await unit(2)).toMatchObject({ replaces: 1 });
    await expect(replaced(2, 1)).rejects.toMatchObject(refused('it replaces unit 1 already'));
    await expect(replaced(3, 3)).rejects.toMatchObject(refused('cannot replace itself'));
    await expect(replaced(3, 9)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
    await tables().in((tx) => scrap(tx, 2, 'broken too'));
    await replaced(3, 2);
    await expect(replaced(1, 3)).rejects.toMatchObject({ code: 'LEDGER_STATE' });
  });

  it('records a visit without a claim once, and no visit of a die as a claim', async () => {
    await reserved();
    const visit = {
      run: 'run 0',
      unit: 1,
      generation: 1,
      stage: '',
      product,
      slot: '2',
      operator: 'AB',
      began: '2026-11-29T07:59:00.000Z',
      result: 'refused',
      codes: ['IMAGE_CHANGED'],
    };
    await tables().in((tx) => addVisit(tx, visit), 'bench 2');
    await tables().in((tx) => addVisit(tx, { ...visit, result: 'again' }), 'bench 2');
    await tables().in((tx) =>
      addVisit(tx, { run: 'run 9', product, slot: '1', began: '', result: 'refused', codes: [] }),
    );
    await claimed('run 1', 'reserved', 1);
    const { unit: _, generation: __, product: ___, ...recorded } = visit;
    expect(await tables().in((tx) => visitsOf(tx, 1))).toEqual([
      { ...recorded, station: 'bench 2', ended: '2026-11-29T08:00:00.000Z' },
      { run: 'run 1', stage: '', station: 'bench 1', slot: '1', began: claimOf('').time, codes: [] },
    ]);
    expect((await unit())?.stages[0]?.claims).toHaveLength(1);
    await finished('run 1', 'verified');
    await tables().in((tx) => addVisit(tx, { ...visit, run: 'run 1' }));
    expect((await tables().in((tx) => visitsOf(tx, 1)))[1]).toMatchObject({ result: 'verified' });
    expect(tables().events.filter(({ kind }) => kind === 'visit')).toHaveLength(2);
  });
}
