import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stationsInFolder, withoutScans } from './station-bench.js';

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
    const next = await bench.open();
    next.station.stop();
    expect(await next.station.ended).toBe(7);
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
