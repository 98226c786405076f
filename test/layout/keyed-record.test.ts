import { describe, expect, it } from 'vitest';
import {
  decodeSlots,
  encodeLayout,
  mergeUnitData,
  type UnitData,
  unitDataFromCsv,
  unitDataFromJson,
  unitDataFromSettings,
} from '../../src/layout/index.js';
import { useBanks } from './banks.js';
import { benchOf, keyedBody, recordsOf } from './record-kinds.js';

const banks = useBanks();
const ble = (value: string) => ({ entries: { ble: { value: value.repeat(7) } } });
const both = (one: string, other: string) => ({
  entries: { ble: { value: one.repeat(7) }, xtal: { value: other.repeat(7) } },
});

describe('a record of kind keyed', () => {
  it('writes several entries at once, and of an entry that changes the next slot', () => {
    const { burn, encode, values } = benchOf(recordsOf(banks.l4, keyedBody(4)));
    const { slots, image } = burn(both('01', '02'));
    expect(slots).toMatchObject([
      { record: 'entries', slot: 1, key: 'ble', found: 'blank' },
      { record: 'entries', slot: 2, key: 'xtal', found: 'blank' },
    ]);
    expect(image.originAt(banks.l4.otp.base + 8)).toMatchObject({ field: 'entries[xtal].value', line: 10 });
    expect(Buffer.from(image.segments[0]?.bytes ?? []).toString('hex')).toBe(
      '01010101010101010202020202020202',
    );
    expect(encode(both('01', '02')).slots).toMatchObject([
      { slot: 1, found: 'valid' },
      { slot: 2, found: 'valid' },
    ]);
    expect(burn(both('03', '02')).slots).toMatchObject([
      { slot: 3, key: 'ble', found: 'blank' },
      { slot: 2, key: 'xtal', found: 'valid' },
    ]);
    expect(values()).toEqual({
      'entries[ble].value': '03030303030303',
      'entries[xtal].value': '02020202020202',
    });
    expect(() => encode(both('04', '05'))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOTS_FULL',
        message: expect.stringContaining('no slot is left for the entry xtal: slot 1 valid (ble)'),
      }),
    );
  });

  it('writes nothing where the data has no entry', () => {
    const { encode } = benchOf(recordsOf(banks.l4, keyedBody(4)));
    expect(encode({})).toMatchObject({ slots: [], warnings: [] });
    expect(encode({}).image.isEmpty).toBe(true);
    expect(() => encode({}, { slot: 2 })).toThrow(expect.objectContaining({ code: 'LAYOUT_SLOT_UNKNOWN' }));
  });

  it('goes by the lowest address where that is the newest', () => {
    const { burn, values } = benchOf(recordsOf(banks.l4, keyedBody(4, 'newest: lowest')));
    expect(burn(both('01', '02')).slots).toMatchObject([{ slot: 4 }, { slot: 3 }]);
    expect(burn(ble('03')).slots).toMatchObject([{ slot: 2 }]);
    expect(values()).toMatchObject({ 'entries[ble].value': '03030303030303' });
  });

  it('passes over torn slots, unknown keys and damaged units', () => {
    const { burn, encode, memory, layout, values } = benchOf(recordsOf(banks.l4, keyedBody(8)));
    burn(ble('01'));
    memory.bytes.set([1, 2, 3, 4, 5, 6, 7, 9], 8);
    memory.damage(banks.l4.otp.base + 16);
    expect(decodeSlots(layout, memory.read, 'damaged').slice(0, 4)).toMatchObject([
      { state: 'valid', key: 'ble', newest: true },
      { state: 'invalid', newest: false },
      { state: 'damaged', newest: false },
      { state: 'blank', newest: false },
    ]);
    expect(values()).toEqual({ 'entries[ble].value': '01010101010101' });
    expect(encode(both('01', '02')).slots).toMatchObject([{ slot: 1 }, { slot: 4 }]);
  });

  it('takes numbers as keys where they have no names', () => {
    const { burn, encode, values } = benchOf(recordsOf(banks.l4, keyedBody(8, '', '')));
    burn({ 'entries[0x07].value': '11'.repeat(7) });
    expect(() => encode({ 'entries[300].value': '11'.repeat(7) })).toThrow(/the key "300" must be 0 to 255/);
    expect(values()).toEqual({ 'entries[7].value': '11111111111111' });
  });

  it('names an entry that is given twice, a key that there is not, and the key itself', () => {
    const { encode } = benchOf(recordsOf(banks.l4, keyedBody(8)));
    const value = '11'.repeat(7);
    expect(() => encode({ 'entries[ble].value': value, 'entries[1].value': value })).toThrow(
      expect.objectContaining({
        code: 'UNIT_DATA_INVALID',
        message: expect.stringContaining('entries[1].value is the same entry as entries[ble].value'),
      }),
    );
    expect(() => encode({ 'entries[wifi].value': value })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_VALUE',
        message: expect.stringContaining('the key "wifi" must be one of ble, xtal'),
      }),
    );
    expect(() => encode({ 'entries[ble].id': 1 })).toThrow(
      /entries\[ble\]\.id cannot be given a value: it is in the name of the entry/,
    );
    expect(() => encode({ 'entries.value': value })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_FIELD_UNKNOWN',
        remedy: expect.stringContaining('entries[<key>].value'),
      }),
    );
    expect(() => encode({ 'entries[ble].value': '11' })).toThrow(/entries\[ble\]\.value: "11" has 1 byte/);
  });

  it('takes a setting in place of what a file gives, however the entry is written', () => {
    const { layout } = benchOf(recordsOf(banks.l4, keyedBody(8)));
    const json = unitDataFromJson('{"entries": {"ble": {"value": "01010101010101"}}}', 'unit.json');
    const csv = unitDataFromCsv('entries[1].value,entries[xtal].value\n02020202020202,\n', 'units.csv', 1);
    const set = unitDataFromSettings(['entries[ble].value=03030303030303']);
    const first = (...parts: readonly UnitData[]) =>
      encodeLayout(layout, mergeUnitData(...parts)).image.segments.map(({ bytes }) => bytes[0]);
    expect(first(json)).toEqual([1]);
    expect(first(json, csv)).toEqual([2]);
    expect(first(json, csv, set)).toEqual([3]);
    const dotted = unitDataFromSettings(['entries.ble.value=04040404040404']);
    expect(first(json, csv, dotted)).toEqual([4]);
  });

  it('begins at the slot that is asked for, and writes once more what is before it', () => {
    const { burn, encode } = benchOf(recordsOf(banks.l4, keyedBody(8)));
    expect(encode(both('01', '02'), { read: undefined as never, slot: 3 }).slots).toMatchObject([
      { slot: 3, key: 'ble', found: 'unknown' },
      { slot: 4, key: 'xtal' },
    ]);
    burn(both('01', '02'));
    expect(burn(both('01', '02'), { slot: 4 }).slots).toMatchObject([{ slot: 4 }, { slot: 5 }]);
    expect(encode(both('01', '02'), { slot: 4 }).slots).toMatchObject([
      { slot: 4, found: 'valid' },
      { slot: 5, found: 'valid' },
    ]);
    expect(() => encode(both('01', '03'), { slot: 2 })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_SLOT_USED' }),
    );
  });

  it('has more entries than slots, which is refused before any is written', () => {
    const { encode } = benchOf(recordsOf(banks.l4, keyedBody(1)));
    expect(() => encode(both('01', '02'))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOTS_FULL',
        message: 'otp.yaml:4: records.entries: no slot is left for the entry xtal: it has 1',
      }),
    );
  });
});
