import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { imageOf } from '../support/images.js';
import { stationsInFolder, withLot, withoutScans } from './station-bench.js';

const bench = stationsInFolder();

/** The ledger takes no unit as verified. */
const shut = `CREATE TRIGGER shut BEFORE UPDATE ON stage WHEN NEW.state = 'verified'
  BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`;

async function inLedger(sql: string) {
  const side = await bench.side();
  return side.transaction((tx) => tx.all(sql));
}
const verified = () => inLedger("SELECT unit FROM event WHERE kind = 'verified'");

describe('a station', () => {
  it('shows PASS of boards that are read back and recorded, one after the other', async () => {
    await bench.line();
    const { station, put, takeOut, shows, until } = await bench.open();
    for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
    put('1', 'a.chip');
    const first = await shows('1', 'pass');
    expect(first).toMatchObject({ insertion: 1, unit: 1 });
    expect(first.values).toContainEqual({ field: 'serial', text: 'SN-000001' });
    expect(await verified()).toHaveLength(1);
    takeOut('1');
    const empty = await shows('1', 'empty');
    expect(empty).not.toHaveProperty('values');
    put('1', 'b.chip');
    expect(await shows('1', 'pass')).toMatchObject({ insertion: 2, unit: 2 });
    const state = await until(({ numbers }) => numbers.verified === 2);
    expect(state).toMatchObject({
      ...{ format: 'otpforge.station/1', product: 'controller-c', line: 'line.yaml', training: true },
      numbers: { units: 2, verified: 2, firstPassYield: 1, finalYield: 1 },
      ...{ openUnits: [], failures: [] },
    });
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    expect(await shows('1', 'again')).toMatchObject({ insertion: 3, unit: 1 });
    station.stop();
    expect(await station.ended).toBe(0);
  });

  it('shows NOT RECORDED while the ledger takes no record, and PASS with one record after that', async () => {
    await bench.line();
    const { station, put, shows, slot } = await bench.open();
    await bench.blank('a.chip');
    const blank = readFileSync(bench.path('a.chip'));
    await inLedger(shut);
    put('1', 'a.chip');
    expect(await shows('1', 'not-recorded')).toMatchObject({ code: 'NOT_RECORDED', insertion: 1 });
    expect(readFileSync(bench.path('a.chip')).equals(blank)).toBe(false);
    expect(await verified()).toEqual([]);
    expect(slot('1').status).toBe('not-recorded');
    await inLedger('DROP TRIGGER shut');
    expect(await shows('1', 'pass')).toMatchObject({ insertion: 1, unit: 1 });
    expect(await verified()).toEqual([{ unit: 1 }]);
    station.stop();
    expect(await station.ended).toBe(0);
  });

  it('shows no PASS for a board that was taken out before its record was there, and names it', async () => {
    await bench.line();
    const { station, put, takeOut, shows, until, slot } = await bench.open();
    for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
    const shown = new Set<string>();
    const notes: string[] = [];
    station.watch((event) => {
      if (event.type === 'slot') shown.add(`${event.slot.insertion} ${event.slot.status}`);
      if (event.type === 'note') notes.push(event.message);
    });
    await inLedger(shut);
    put('1', 'a.chip');
    await shows('1', 'not-recorded');
    takeOut('1');
    await until(() => slot('1').next?.startsWith('The board was taken out') === true);
    put('1', 'b.chip');
    await inLedger('DROP TRIGGER shut');
    await until(() => slot('1').insertion === 2);
    expect(await shows('1', 'pass')).toMatchObject({ insertion: 2, unit: 2 });
    expect(shown).not.toContain('1 pass');
    expect(notes).toContain(
      'slot 1: unit 1 is recorded now, after its board was taken out: put the board back',
    );
    const { openUnits } = await until((state) => state.openUnits.some(({ unit }) => unit === 1));
    // The second board may be on it too, until its record is read.
    expect(openUnits).toContainEqual(
      expect.objectContaining({
        ...{ unit: 1, serial: 'SN-000001', state: 'verified', slot: '1', station: station.state().station },
        next: 'Present the board again: it is recorded, and nobody was shown that.',
      }),
    );
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    await shows('1', 'again');
    station.stop();
    expect(await station.ended).toBe(0);
  });

  it('ends with 7 where a unit is open, and the next one says which and what to do', async () => {
    await bench.line();
    const first = await bench.open();
    await bench.blank('a.chip');
    await inLedger(shut);
    first.put('1', 'a.chip');
    await first.shows('1', 'not-recorded');
    first.station.stop();
    expect(await first.station.ended).toBe(7);
    expect(first.slot('1').status).toBe('not-recorded');
    const unsettled = await bench.open();
    const open = await unsettled.until((state) => state.openUnits.length > 0);
    expect(open.openUnits).toMatchObject([
      { unit: 1, slot: '1', state: 'burning', next: expect.stringContaining('Present the board') },
    ]);
    unsettled.station.stop();
    expect(await unsettled.station.ended).toBe(7);
    await inLedger('DROP TRIGGER shut');
    const second = await bench.open();
    const { openUnits } = await second.until((state) => state.openUnits.length > 0);
    expect(openUnits).toMatchObject([{ unit: 1, serial: 'SN-000001', slot: '1', state: 'verified' }]);
    second.put('1', 'a.chip');
    await second.shows('1', 'again');
    expect(await verified()).toEqual([{ unit: 1 }]);
    second.station.stop();
    expect(await second.station.ended).toBe(0);
  });

  it('ends with 7 where it was stopped after a unit got its values, and names its board', async () => {
    await bench.line();
    const { station, put } = await bench.open();
    await bench.blank('a.chip');
    station.watch((event) => {
      if (event.type === 'slot' && event.slot.unit !== undefined) station.stop();
    });
    put('1', 'a.chip');
    expect(await station.ended).toBe(7);
    expect(station.state()).toMatchObject({
      failures: [{ code: 'STOPPED', uid: expect.any(String) }],
      openUnits: [{ unit: 1, state: 'reserved' }],
    });
  });

  it('finishes and records what is being burnt when it is stopped, and leaves the other boards alone', async () => {
    await bench.line(withoutScans, ['1', '2']);
    const { station, put, slot } = await bench.open({ journal: bench.path('journal/of/{day}.jsonl') });
    for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
    const blank = readFileSync(bench.path('b.chip'));
    station.watch((event) => {
      if (event.type !== 'slot' || event.slot.step?.phase !== 'burn-data') return;
      station.stop();
      put('2', 'b.chip');
    });
    put('1', 'a.chip');
    expect(await station.ended).toBe(0);
    expect(slot('1')).toMatchObject({ status: 'pass', unit: 1 });
    expect(await verified()).toEqual([{ unit: 1 }]);
    expect(slot('2')).toMatchObject({ status: 'empty', insertion: 0 });
    expect(readFileSync(bench.path('b.chip')).equals(blank)).toBe(true);
  });

  it('shows an alarm in both slots that have a die of one unique ID', async () => {
    await bench.line(withoutScans, ['1', '2']);
    const { put, shows, slot } = await bench.open();
    await bench.blank('a.chip');
    copyFileSync(bench.path('a.chip'), bench.path('clone.chip'));
    put('1', 'a.chip');
    await shows('1', 'pass');
    put('2', 'clone.chip');
    const second = await shows('2', 'fail');
    expect(second).toMatchObject({ code: 'UID_IN_TWO_SLOTS', alarm: expect.any(String) });
    expect(slot('1')).toMatchObject({ status: 'pass', alarm: second.alarm });
    expect(readFileSync(bench.path('clone.chip')).equals(readFileSync(bench.path('a.chip')))).toBe(false);
  });

  it('asks about the first plan of a shape, and again once the firmware is another one', async () => {
    await bench.line();
    const { station, put, takeOut, shows, until } = await bench.open({ yes: false });
    for (const chip of ['a.chip', 'b.chip', 'c.chip']) await bench.blank(chip);
    put('1', 'a.chip');
    await shows('1', 'confirm');
    expect(station.planOf('1')?.values).toContainEqual(expect.objectContaining({ text: 'SN-000001' }));
    expect(() => station.confirm({ slot: '1', insertion: 7 }, true)).toThrow(/board 7 is not in slot 1/);
    station.confirm({ slot: '1', insertion: 1 }, false);
    expect(await shows('1', 'fail')).toMatchObject({ code: 'DECLINED' });
    expect(station.state().failures).toMatchObject([
      { code: 'DECLINED', uid: expect.any(String), serial: 'SN-000001' },
    ]);
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    await shows('1', 'confirm');
    station.confirm({ slot: '1', insertion: 2 }, true);
    await shows('1', 'pass');
    const asked: string[] = [];
    const end = station.watch((event) => {
      if (event.type === 'slot') asked.push(event.slot.status);
    });
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'b.chip');
    await shows('1', 'pass');
    expect(asked).not.toContain('confirm');
    end();
    bench.write('fw.hex', writeIntelHex(imageOf([0x08000000, [...Array(80).keys()]])));
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'c.chip');
    // A board that was there before the change must be out once.
    const { stopped } = await until((state) => state.stopped !== undefined);
    expect(stopped).toMatchObject({ code: 'CLEARANCE', message: expect.stringContaining('firmware') });
    expect(station.state().slots).toMatchObject([{ status: 'empty', insertion: 3 }]);
    takeOut('1');
    await until((state) => state.stopped === undefined);
    put('1', 'c.chip');
    await shows('1', 'confirm');
  });

  it('stops at the quantity of its order, and goes on with the next one', async () => {
    await bench.line(`${withoutScans}order: { number: WO-1, quantity: 1 }\n`);
    const { station, put, takeOut, shows, until } = await bench.open();
    for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
    put('1', 'a.chip');
    await shows('1', 'pass');
    await until(({ order }) => order?.done === 1);
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'b.chip');
    expect((await until(({ stopped }) => stopped !== undefined)).stopped).toMatchObject({
      code: 'ORDER_FULL',
    });
    expect(station.state().slots).toMatchObject([{ status: 'empty', insertion: 1 }]);
    const line = readFileSync(bench.path('line.yaml'), 'utf8');
    bench.write('line.yaml', line.replace('WO-1', 'WO-2'));
    expect(await shows('1', 'pass')).toMatchObject({ insertion: 2, unit: 2 });
  });

  it('takes a golden board first, and only reads it', async () => {
    await bench.line();
    await bench.blank('golden.chip');
    await bench.blank('a.chip');
    const first = await bench.open({ once: true });
    first.put('1', 'golden.chip');
    await first.station.ended;
    const { uid } = first.slot('1');
    const line = readFileSync(bench.path('line.yaml'), 'utf8');
    bench.write('line.yaml', `${line}golden: [${uid}]\n`);
    const { station, put, takeOut, shows } = await bench.open();
    expect(station.state().warnings).toMatchObject([{ code: 'GOLDEN_NEEDED' }]);
    put('1', 'a.chip');
    expect(await shows('1', 'fail')).toMatchObject({ code: 'GOLDEN_NEEDED' });
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'golden.chip');
    await shows('1', 'again');
    expect(station.state().warnings).toEqual([]);
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    await shows('1', 'pass');
  });

  it('takes no board while its line cannot be read, and goes on by itself once it can', async () => {
    await bench.line();
    const { station, put, shows, until } = await bench.open();
    const line = readFileSync(bench.path('line.yaml'), 'utf8');
    await bench.blank('a.chip');
    bench.write('line.yaml', line.replace('product:', 'produce:'));
    put('1', 'a.chip');
    expect((await until(({ stopped }) => stopped !== undefined)).stopped).toMatchObject({ code: 'SCHEMA' });
    expect(station.state().slots).toMatchObject([{ status: 'empty', insertion: 0 }]);
    bench.write('line.yaml', line.replace('"1":', '"7":'));
    await until(({ stopped }) => stopped?.code === 'LINE_CHANGED');
    bench.write('line.yaml', `${line}# corrected\n`);
    await shows('1', 'pass');
    expect(station.state().stopped).toBeUndefined();
  });

  it('signs operators on by their badges, and keeps their codes alone', async () => {
    bench.write('names.yaml', 'OP-42: A. Person\n');
    await bench.line(`${withLot}operators: { badge: "OP-[0-9]+", names: names.yaml }\n`);
    const { station, put, shows, until } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await until(({ stopped }) => stopped?.code === 'OPERATOR');
    expect(station.scan('OP-42')).toEqual({ as: 'operator' });
    expect(station.state()).toMatchObject({ operator: 'OP-42', operatorName: 'A. Person' });
    await until(({ slots }) => slots[0]?.next === 'Scan lot.');
    expect(() => station.scan('X')).toThrow(expect.objectContaining({ code: 'SCAN_UNKNOWN' }));
    expect(station.scan('L0042')).toEqual({ as: 'field', slot: '1', field: 'lot' });
    expect((await shows('1', 'pass')).values).toContainEqual({ field: 'lot', text: 'L0042' });
    const rows = await inLedger('SELECT operator FROM visit');
    expect(rows).toEqual([{ operator: 'OP-42' }]);
    expect(readFileSync(bench.path('line.db')).includes('A. Person')).toBe(false);
    station.signOff();
    expect(station.state()).not.toHaveProperty('operator');
  });

  it('makes one visit with once, and ends with its code, or 7 where it made none', async () => {
    await bench.line();
    const none = await bench.open({ once: true });
    none.station.stop();
    expect(await none.station.ended).toBe(7);
    const well = await bench.open({ once: true });
    for (const chip of ['a.chip', 'b.chip']) await bench.blank(chip);
    well.put('1', 'a.chip');
    expect(await well.station.ended).toBe(0);
    expect(well.slot('1').status).toBe('pass');
    const badly = await bench.open({ once: true });
    badly.put('1', 'b.chip', { fault: 'dev-id=0x413' });
    expect(await badly.station.ended).toBe(5);
    expect(badly.station.state().failures).toMatchObject([{ slot: '1', code: 'DEV_ID' }]);
  });

  it('takes a start for the board that is in alone', async () => {
    await bench.line(`${withoutScans}start: http\n`);
    const { station, put, takeOut, shows, until } = await bench.open();
    await bench.blank('a.chip');
    put('1', 'a.chip');
    await shows('1', 'ready');
    takeOut('1');
    await shows('1', 'empty');
    put('1', 'a.chip');
    await until(({ slots }) => slots[0]?.status === 'ready' && slots[0].insertion === 2);
    expect(() => station.start({ slot: '1', insertion: 1 })).toThrow(
      expect.objectContaining({ code: 'INSERTION_STALE' }),
    );
    expect(() => station.start({ slot: '9', insertion: 1 })).toThrow(
      expect.objectContaining({ code: 'SLOT_UNKNOWN' }),
    );
    station.start({ slot: '1', insertion: 2 });
    await shows('1', 'pass');
  });
});
