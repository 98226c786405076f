import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { imageOf } from '../support/images.js';
import { stationsInFolder, withLot, withoutScans } from './station-bench.js';

const bench = stationsInFolder();

async function inLedger(sql: string) {
  const side = await bench.side();
  return side.transaction((tx) => tx.all(sql));
}

describe('a station and its line', () => {
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
});
