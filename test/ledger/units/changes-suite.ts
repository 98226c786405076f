import { expect, it } from 'vitest';
import { account, poolState } from '../../../src/ledger/pools/account.js';
import { accept, markChanged, markShown } from '../../../src/ledger/units/accept.js';
import { adopt } from '../../../src/ledger/units/adopt.js';
import { storeAnswer } from '../../../src/ledger/units/answer.js';
import { bind, report } from '../../../src/ledger/units/bind.js';
import { claim } from '../../../src/ledger/units/claim.js';
import { exportUnits } from '../../../src/ledger/units/export-units.js';
import { findUnit, unitByNumber } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { unitsOfOrder } from '../../../src/ledger/units/orders.js';
import { release } from '../../../src/ledger/units/release.js';
import { replace } from '../../../src/ledger/units/replace.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { signaturesOf, storeSignature } from '../../../src/ledger/units/signatures.js';
import type { StageState } from '../../../src/ledger/units/states.js';
import { ownerOf } from '../../../src/ledger/units/values.js';
import { addVisit, visitsOf } from '../../../src/ledger/units/visits.js';
import {
  claimOf,
  die,
  macOf,
  nextSerial,
  product,
  serialOf,
  serials,
  type Tables,
  textIn,
  textValue,
} from '../tables-support.js';

const key = { unit: 1, generation: 1, stage: '' };

/** What the other changes of a unit do. */
export function changesSuite(tables: () => Tables): void {
  const reserved = (n = 1, more: Parameters<typeof nextSerial>[1] = {}) =>
    tables().in((tx) => reserve(tx, nextSerial(n, more)));
  const claimed = (run: string, from: StageState, version: number, more = {}) =>
    tables().in((tx) => claim(tx, { ...key, from, version, others: [], claim: claimOf(run), ...more }));
  const finished = (run: string, result: 'verified' | 'failed') =>
    tables().in((tx) => finish(tx, { run, result, readBack: true }));
  const exported = (count = 2) =>
    tables().in((tx) =>
      exportUnits(tx, { product, stage: '', batch: 'B-1', count, values: (draw) => draw(serials, serialOf) }),
    );
  const unit = (n = 1) => tables().in((tx) => unitByNumber(tx, n));
  const state = async (n = 1) => (await unit(n))?.stages[0]?.state;
  const accounted = () =>
    tables().in(async (tx) => {
      const pool = await poolState(tx, serials.name);
      return pool && account(tx, pool);
    });
  const none = { issued: 0, released: 0, scrapped: 0, skipped: 0, unaccounted: [], ahead: 0 };

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

  it('adopts a die with what it holds, so that its number is passed over', async () => {
    await reserved(1);
    const number = { pool: serials.name, period: '', n: 3 };
    const values = [{ ...serialOf(3), source: 'chip' as const, number }, textValue('lot', 'L')];
    const adopted = (n: number, more = {}) =>
      tables().in((tx) =>
        adopt(tx, { die: die(n), product, stage: '', values: () => values, reason: 'old line', ...more }),
      );
    expect(await adopted(7)).toMatchObject({
      unit: 2,
      stages: [{ state: 'bound', version: 1, burntOnRecord: true, reason: 'old line' }],
    });
    expect(await accounted()).toEqual({ ...none, issued: 1, ahead: 1 });
    expect([textIn(await reserved(2)), textIn(await reserved(3))]).toEqual(['SN-2', 'SN-4']);
    expect(await accounted()).toEqual({ ...none, issued: 4 });
    await expect(adopted(7)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    await expect(adopted(8)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
  });

  it('passes over the number of an adopted value that nobody knows the number of', async () => {
    const values = [{ ...serialOf(2), source: 'chip' as const }];
    await tables().in((tx) =>
      adopt(tx, {
        die: die(7),
        product,
        stage: '',
        values: () => values,
        reason: 'x',
        order: { number: 'W', quantity: 1 },
      }),
    );
    expect([textIn(await reserved(1)), textIn(await reserved(2))]).toEqual(['SN-1', 'SN-3']);
    expect(await accounted()).toEqual({ ...none, issued: 2, skipped: 1 });
    const row = await tables().in((tx) => tx.get('SELECT reason FROM number WHERE n = 2'));
    expect(row?.reason).toBe('passed over: unit 1 has its value');
  });

  it('names the unit that another one replaces, once', async () => {
    await reserved(1);
    await reserved(2);
    const replaced = (by: number, other: number) => tables().in((tx) => replace(tx, by, other, 'broken'));
    await replaced(2, 1);
    expect(await unit(2)).toMatchObject({ replaces: 1 });
    await expect(replaced(2, 1)).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    await expect(replaced(1, 1)).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    await expect(replaced(1, 9)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });

  it('stores the first answer of a hook, and takes it for the answer ever after', async () => {
    await reserved();
    const answer = (text: string) =>
      tables().in((tx) => storeAnswer(tx, key, textValue('signature', text, { source: 'hook' })));
    const first = await answer('A');
    expect(first).toMatchObject({ field: 'signature', text: 'A', stage: '' });
    expect(await answer('B')).toEqual(first);
    expect(textIn(await unit(), 'signature')).toBe('A');
    await claimed('run 1', 'reserved', 1);
    expect(await answer('C')).toEqual(first);
    const late = tables().in((tx) => storeAnswer(tx, key, textValue('other', 'D')));
    await expect(late).rejects.toMatchObject({ code: 'LEDGER_STALE', details: { state: 'burning' } });
  });

  it('stores the first signature of some bytes, and drops one of a secret once it is verified', async () => {
    await reserved();
    const signed = (input: string, byte: number, secret = false) =>
      tables().in((tx) =>
        storeSignature(tx, key, { field: 'proof', input, sealed: Uint8Array.of(byte), secret }),
      );
    expect(await signed('a', 1)).toMatchObject({ sealed: Uint8Array.of(1) });
    expect(await signed('a', 2)).toMatchObject({ sealed: Uint8Array.of(1) });
    await claimed('run 1', 'reserved', 1);
    expect(await signed('b', 3, true)).toMatchObject({ sealed: Uint8Array.of(3) });
    const inputs = async () => (await tables().in((tx) => signaturesOf(tx, key))).map(({ input }) => input);
    expect(await inputs()).toEqual(['a', 'b']);
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true }));
    expect(await inputs()).toEqual(['a']);
    await tables().in((tx) => scrap(tx, 1, 'x'));
    await expect(signed('c', 4)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
  });

  it('records a visit without a claim once, and no visit of a die as a claim', async () => {
    await reserved();
    const visit = {
      run: 'run 0',
      unit: 1,
      generation: 1,
      stage: '',
      slot: '2',
      operator: 'AB',
      began: '2026-11-29T07:59:00.000Z',
      result: 'refused',
      codes: ['IMAGE_CHANGED'],
    };
    await tables().in((tx) => addVisit(tx, visit), 'bench 2');
    await tables().in((tx) => addVisit(tx, { ...visit, result: 'again' }), 'bench 2');
    await tables().in((tx) =>
      addVisit(tx, { run: 'run 9', slot: '1', began: '', result: 'refused', codes: [] }),
    );
    await claimed('run 1', 'reserved', 1);
    const { unit: _, generation: __, ...recorded } = visit;
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
