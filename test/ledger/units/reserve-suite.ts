import { expect, it } from 'vitest';
import { findUnit, findUnits, unitByNumber } from '../../../src/ledger/units/find.js';
import { unitsOfOrder } from '../../../src/ledger/units/orders.js';
import { type Draw, reserve } from '../../../src/ledger/units/reserve.js';
import { ownerOf } from '../../../src/ledger/units/values.js';
import {
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

/** What reserving values for a die does. */
export function reserveSuite(tables: () => Tables): void {
  const reserved = (n: number, more: Parameters<typeof nextSerial>[1] = {}) =>
    tables().in((tx) => reserve(tx, nextSerial(n, more)));

  it('gives each die the next number, and finds it with all that it was given', async () => {
    const first = await reserved(1);
    const second = await reserved(2);
    expect([textIn(first), textIn(second)]).toEqual(['SN-1', 'SN-2']);
    const known = await tables().in((tx) => findUnit(tx, die(2)));
    expect(known).toEqual(second);
    expect(known).toEqual({
      unit: 2,
      product,
      die: die(2),
      generation: 1,
      stages: [
        {
          stage: '',
          state: 'reserved',
          version: 1,
          claims: [],
          verified: [],
          readBack: [],
          burntOnRecord: false,
          shown: true,
        },
      ],
      values: [
        {
          ...serialOf(2),
          stage: '',
          number: { pool: `${product}/serial`, period: '', n: 2 },
        },
      ],
      scrapped: false,
    });
    expect(await tables().in((tx) => unitByNumber(tx, 2))).toEqual(second);
    expect(await tables().in((tx) => findUnit(tx, { ...die(2), devId: 0x421 }))).toBeUndefined();
    expect(tables().events).toMatchObject([
      { kind: 'reserve', unit: 1, details: { uid: die(1).uid, values: { serial: 'SN-1' } } },
      { kind: 'reserve', unit: 2, details: { values: { serial: 'SN-2' } } },
    ]);
  });

  it('finds units by a public value, the UID in either case, or the order', async () => {
    const order = { number: 'WO-1', quantity: 9 };
    await reserved(0xab, { order });
    await reserved(2, { order });
    const unitsBy = async (text: string) =>
      (await tables().in((tx) => findUnits(tx, text))).map(({ unit }) => unit);
    expect(await unitsBy('SN-2')).toEqual([2]);
    expect(await unitsBy(die(0xab).uid.toLowerCase())).toEqual([1]);
    expect(await unitsBy('WO-1')).toEqual([1, 2]);
    expect(await unitsBy('SN')).toEqual([]);
  });

  it('says who has a unique value, in its scope alone', async () => {
    await reserved(1);
    const owner = (scope: string) => tables().in((tx) => ownerOf(tx, scope, macOf('SN-1')));
    expect(await owner(product)).toEqual({
      unit: 1,
      generation: 1,
      field: 'serial',
      die: die(1),
      state: 'reserved',
    });
    expect(await owner('other')).toBeUndefined();
  });

  it('refuses a value that another unit has, and draws no number then', async () => {
    const lot = (text: string, unique: boolean) => textValue('lot', text, { unique });
    await reserved(1, { values: async () => [lot('A', true)] });
    const values = async (draw: Draw) => [...(await draw(serials, serialOf)), lot('A', true)];
    await expect(reserved(2, { values })).rejects.toMatchObject({
      code: 'IDENTITY_TAKEN',
      message: expect.stringContaining(`lot A for unit 2 is the lot of unit 1, UID ${die(1).uid}`),
      details: { unit: 2, field: 'lot', owner: { unit: 1, state: 'reserved' } },
    });
    expect(await tables().in((tx) => findUnit(tx, die(2)))).toBeUndefined();
    expect(textIn(await reserved(3))).toBe('SN-1');
    await reserved(4, { values: async () => [lot('A', false)] });
  });

  it('keeps a secret sealed, and finds it by its keyed hash alone', async () => {
    const [mac, sealed] = [macOf('key'), Uint8Array.of(7, 0, 255)];
    const key = { field: 'key', source: 'random', unique: true, scope: product, mac, sealed } as const;
    const unit = await reserved(1, { values: async () => [key] });
    expect(unit.values).toEqual([{ ...key, stage: '' }]);
    expect(await tables().in((tx) => ownerOf(tx, product, mac))).toMatchObject({ field: 'key' });
    expect(tables().events[0]?.details.values).toEqual({ key: null });
  });

  it('adds a stage to a die, and refuses one that it has', async () => {
    await reserved(1, { stage: 'board' });
    const unit = await reserved(1, { stage: 'case', values: async () => [textValue('lot', 'L-1')] });
    expect(unit.stages.map(({ stage, state }) => [stage, state])).toEqual([
      ['board', 'reserved'],
      ['case', 'reserved'],
    ]);
    expect(unit.values.map(({ field, stage }) => [field, stage])).toEqual([
      ['lot', 'case'],
      ['serial', 'board'],
    ]);
    await expect(reserved(1, { stage: 'case' })).rejects.toMatchObject({
      code: 'LEDGER_STALE',
      details: { unit: 1, stage: 'case', state: 'reserved', version: 1 },
    });
  });

  it('refuses a die of another product', async () => {
    await reserved(1);
    await expect(reserved(1, { product: 'sensor', stage: 'x' })).rejects.toMatchObject({
      code: 'PRODUCT_DIFFERS',
      details: { unit: 1, product, line: 'sensor' },
    });
  });

  it('fills an order to its quantity, of which further stages are no part', async () => {
    const order = { number: 'WO-1', quantity: 2 };
    await reserved(1, { order });
    await reserved(1, { order, stage: 'case', values: async () => [] });
    await reserved(2, { order });
    await expect(reserved(3, { order })).rejects.toMatchObject({
      code: 'ORDER_FULL',
      details: { order: 'WO-1', used: 2, quantity: 2 },
    });
    expect(await tables().in((tx) => unitsOfOrder(tx, product, 'WO-1'))).toBe(2);
    expect(await reserved(3, { order: { ...order, quantity: 3 } })).toMatchObject({ order: 'WO-1' });
  });

  it('refuses to lose a number that was drawn', async () => {
    const values = async (draw: Draw) => {
      await draw(serials, serialOf);
      return [];
    };
    await expect(reserved(1, { values })).rejects.toThrow('number 1 of pool controller-c/serial');
  });
}
