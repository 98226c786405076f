import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClearanceGuard } from '../../../src/station/guards/clearance-guard.js';
import { product, sqliteTables, type Tables } from '../../ledger/tables-support.js';

describe('ClearanceGuard', () => {
  let [tables, folder]: [Tables | undefined, string] = [undefined, ''];
  let occupied: readonly string[] = [];
  let operator: string | undefined;
  const cleared: (readonly string[])[] = [];
  const file = (name: string) => join(folder, name);
  beforeEach(async () => {
    tables = await sqliteTables();
    folder = mkdtempSync(join(tmpdir(), 'otpforge-clearance-'));
    for (const name of ['line.yaml', 'otp.yaml', 'fw.hex']) writeFileSync(file(name), name);
    [occupied, operator] = [[], undefined];
    cleared.length = 0;
  });
  afterEach(async () => {
    await tables?.close();
    rmSync(folder, { recursive: true });
  });
  const inLedger = (): Tables => {
    if (!tables) throw new Error('there is no ledger');
    return tables;
  };
  const guard = () =>
    new ClearanceGuard({
      product,
      ledger: { transaction: (work) => inLedger().in(work) },
      now: () => ({
        ...{ line: file('line.yaml'), layout: file('otp.yaml'), firmware: file('fw.hex') },
        ...(operator !== undefined && { operator }),
      }),
      occupied: async () => occupied,
      openUnits: async () => 3,
      onCleared: (changed) => cleared.push(changed),
    });
  const events = () => inLedger().events.filter(({ kind }) => kind === 'clearance');

  it('stops at the start until all slots are empty, and is an event then', async () => {
    occupied = ['1', '4'];
    const one = guard();
    expect(await one.check()).toEqual({
      code: 'CLEARANCE',
      message: 'line clearance, since the station begins: 2 slots not empty: 1, 4',
      next: 'Take the boards out of all slots.',
    });
    expect(events()).toEqual([]);
    occupied = [];
    expect(await one.check()).toBeUndefined();
    occupied = ['1'];
    expect(await one.check()).toBeUndefined();
    expect(events()).toMatchObject([{ details: { product, changed: [], open: 3, operator: '' } }]);
    expect(cleared).toEqual([[]]);
  });

  it.each(['line.yaml', 'otp.yaml', 'fw.hex'])('stops after a change of %s', async (name) => {
    const one = guard();
    expect(await one.check()).toBeUndefined();
    writeFileSync(file(name), 'something else');
    occupied = ['2'];
    const stop = await one.check();
    expect(stop).toMatchObject({ code: 'CLEARANCE', message: expect.stringContaining('there is another') });
    occupied = [];
    expect(await one.check()).toBeUndefined();
    expect(cleared).toHaveLength(2);
    expect(stop?.message).toContain(cleared[1]?.[0] ?? 'nothing');
  });

  it('stops when another operator signs on, and says what has changed since an earlier run', async () => {
    operator = 'AB';
    await guard().check();
    const one = guard();
    operator = 'CD';
    writeFileSync(file('fw.hex'), 'other firmware');
    expect(await one.check()).toBeUndefined();
    expect(events()[1]).toMatchObject({ details: { changed: ['firmware', 'operator'], operator: 'CD' } });
    operator = undefined;
    occupied = ['1'];
    expect(await one.check()).toMatchObject({ message: expect.stringContaining('another operator') });
  });

  it('gives slots that ask at once one answer, and one event', async () => {
    const one = guard();
    await Promise.all(Array.from({ length: 8 }, () => one.check()));
    expect(events()).toHaveLength(1);
  });
});
