import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerShow } from '../../src/api/ledger-show.js';
import { exportUnits } from '../../src/ledger/units/export-units.js';
import { replace } from '../../src/ledger/units/replace.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { macOf, textValue } from '../ledger/tables-support.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
beforeEach(async () => {
  line = await lineFolder();
});
afterEach(() => line.remove());

const numbers = async (unit?: string) =>
  (await ledgerShow(line.line, unit === undefined ? {} : { unit })).units.map((each) => each.unit);

describe('ledgerShow', () => {
  it('finds units by value, UID, order and number, with all that happened to them', async () => {
    const first = await line.present('a.chip');
    await line.present('b.chip');
    await line.inLedger(async (tx) => {
      await scrap(tx, 1, 'returned');
      await replace(tx, 2, 1, 'returned');
    });
    for (const name of ['SN-000001', first.uid.toLowerCase(), '02:00:5E:10:00:00', '1'])
      expect(await numbers(name)).toEqual([1]);
    expect(await numbers('WO-1')).toEqual([1, 2]);
    const document = await ledgerShow(line.line, { unit: 'SN-000001' });
    expect(document).toMatchObject({
      format: 'otpforge.ledger-show/1',
      units: [
        {
          ...{ product: 'controller-c', generation: 1, order: 'WO-1', replacedBy: [2] },
          die: { uid: first.uid, devId: 0x415 },
          stages: [{ stage: '', state: 'scrapped', slot: '-', shown: true }],
          values: [
            { field: 'mac', source: 'pool', text: '02:00:5E:10:00:00', unique: true },
            { field: 'serial', source: 'sequence', text: 'SN-000001', unique: true },
          ],
          visits: [{ result: 'verified', codes: [], slot: '-' }],
          events: [{ kind: 'reserve' }, { kind: 'claim' }, { kind: 'verified' }, { kind: 'scrap' }],
        },
      ],
    });
    expect((await ledgerShow(line.line, { unit: '2' })).units).toMatchObject([
      { replaces: 1, replacedBy: [] },
    ]);
  });

  it('shows the units that somebody has to look after where none is named', async () => {
    await line.present('a.chip');
    expect(await numbers()).toEqual([]);
    await expect(line.present('b.chip', { confirm: () => false })).rejects.toMatchObject({
      code: 'DECLINED',
    });
    expect(await numbers()).toEqual([2]);
  });

  it('refuses a name that no unit has', async () => {
    for (const unit of ['SN-000001', '1', '0', ''])
      await expect(ledgerShow(line.line, { unit })).rejects.toMatchObject({
        code: 'UNIT_UNKNOWN',
        exitCode: 2,
      });
  });

  it('never shows a secret value, and lists the batches whose files hold one', async () => {
    const secret = (n: number) => ({
      ...({ field: 'key', source: 'random', unique: true, scope: 'key', mac: macOf(`key ${n}`) } as const),
      sealed: new Uint8Array([7, 7, 7]),
    });
    const order = { number: 'WO-7', quantity: 10 };
    await line.inLedger(async (tx) => {
      const batch = { product: 'controller-c', stage: '', order, count: 2 };
      await exportUnits(tx, {
        ...{ ...batch, batch: 'B1' },
        values: async (_, keys) => keys.map(({ unit }) => [secret(unit), textValue('serial', `SN-B${unit}`)]),
      });
      await exportUnits(tx, {
        ...{ ...batch, batch: 'B2' },
        values: async (_, keys) => keys.map(({ unit }) => [textValue('serial', `SN-B${unit}`)]),
      });
    });
    const { inClear, units } = await ledgerShow(line.line, { inClear: true });
    expect(units).toEqual([]);
    expect(inClear).toEqual([
      { product: 'controller-c', batch: 'B1', order: 'WO-7', units: 2, unseen: 2, fields: ['key'] },
    ]);
    const shown = await ledgerShow(line.line, { unit: 'SN-B1' });
    expect(shown.units[0]).toMatchObject({
      ...{ batch: 'B1', row: 0 },
      stages: [{ state: 'exported' }],
      values: [
        { field: 'key', secret: 'sealed' },
        { field: 'serial', text: 'SN-B1' },
      ],
    });
    expect(shown.units[0]?.values[0]).not.toHaveProperty('text');
  });
});
