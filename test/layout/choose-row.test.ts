import { describe, expect, it } from 'vitest';
import { chooseRow, type FlatValues, parseLayout, parseTable } from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();
const body = `fields:
  serial: { offset: 0, type: ascii, length: 8, pad: 0 }
  mac: { offset: 8, type: mac, unique: false }
  rev: { offset: 0x10, type: u32, default: 1 }
  made: { offset: 0x14, type: date, encoding: unix32, default: "2026-01-01" }
  id: { offset: 0x20, type: uuid, unique: false, default: "123e4567-e89b-42d3-a456-426614174000" }
  key: { offset: 0x30, type: bytes, length: 2, secret: true, default: "00 01" }
`;
const header = 'no,serial,mac,rev,made,key';
const rows = [
  '1,SN-1,02:00:5E:10:00:01,1,2026-03-14,BEEF',
  '2,SN-2,02-00-5e-10-00-02,02,2026-03-15,CAFE',
  '3,SN-3,02005E100003,0x3,2026-03-16T00:00:00Z,BE EF',
  '4,SN-4,0200.5e10.0004,"4,0",2026-03-17,00 02',
];
const form = { ignoreColumns: ['no'] };

/** By the reader of plain texts, and by the other one. */
const tables = (lines: readonly string[]) =>
  ['', '"'].map((quote) => {
    const text = lines.map((line) => line.replace(/^(\d)/, `${quote}$1${quote}`)).join('\n');
    return parseTable(`${header}\n${text}\n`, 'units.csv', form);
  });
const choose = (where: FlatValues, lines: readonly string[] = rows) =>
  tables(lines).map((table) => chooseRow(table, { where }, layoutOf(banks.f4, body)).number);
const refused = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('a row that is selected by value', () => {
  it.each([
    ['a text', { serial: 'SN-2' }, 2],
    ['an address in another spelling', { mac: '02:00:5e:10:00:02' }, 2],
    ['an address with dots', { mac: '02-00-5E-10-00-04' }, 4],
    ['a number with a zero in front', { rev: 2 }, 2],
    ['a number in hexadecimal', { rev: '3' }, 3],
    ['a number with a decimal comma', { rev: '0x4' }, 4],
    ['a day', { made: '2026-03-16' }, 3],
    ['an ignored column', { no: '3' }, 3],
    ['two values', { key: 'be:ef', serial: 'SN-3' }, 3],
  ])('is found by %s', (_what, where, row) => {
    expect(choose(where)).toEqual([row, row]);
  });

  it.each([
    ['no row', { serial: 'SN-9' }, /^units\.csv: no row has serial "SN-9"$/],
    ['a part of a value', { serial: 'SN-' }, /no row has/],
    ['a text in another case', { serial: 'sn-2' }, /no row has/],
    ['values of two rows', { serial: 'SN-1', rev: 2 }, /no row has serial "SN-1" and rev 2/],
    ['a column that is not there', { seril: 'SN-1' }, /^units\.csv:1: no column is called "seril"/],
    ['a field without a column', { id: '123e4567-e89b-42d3-a456-426614174000' }, /no column is called "id"/],
  ])('is refused with %s', (_what, where, message) => {
    expect(() => choose(where)).toThrow(refused('UNIT_DATA_ROW', message));
  });

  it('is refused where two rows have the value, however it is spelled, and each is named', () => {
    const lines = [...rows, '5,SN-5,02:00:5E:10:00:05,2,2026-03-18,00 03'];
    expect(() => choose({ rev: 2 }, lines)).toThrow(
      refused('UNIT_DATA_ROW', /^units\.csv: 2 rows have rev 2: row 2 \(line 3\), row 5 \(line 6\)$/),
    );
  });

  it.each([
    ['a named number by its name', { kind: 'white' }, 2],
    ['a named number by its number', { kind: 1 }, 1],
    ['a negative number', { low: '-7' }, 2],
    ['an address with the lowest byte first', { mac: '02-00-5e-10-00-02' }, 2],
    ['a real number with a decimal comma', { gain: 1.25 }, 2],
  ])('is found by %s', (_what, where, row) => {
    const layout = parseLayout(
      `format: otpforge.layout/2
fields:
  kind: { offset: 0, type: u8, names: { black: 1, white: 2 } }
  low: { offset: 1, type: i8 }
  mac: { offset: 8, type: mac, endian: little }
  gain: { offset: 4, type: f32 }
`,
      'otp.yaml',
      banks.f4,
    );
    const csv = 'kind;low;mac;gain\nblack;7;02005E100001;1,5\n2;-7,0;02:00:5E:10:00:02;1,25\n';
    expect(chooseRow(parseTable(csv, 'units.csv'), { where }, layout).number).toBe(row);
  });

  it('shows no secret', () => {
    for (const key of ['BEEF', 'ABCD']) {
      expect(() => choose({ key })).toThrow(
        refused('UNIT_DATA_ROW', /^(?!.*(BEEF|ABCD)).*secret, not shown/),
      );
    }
    expect(() => choose({ key: 'HUNTER' })).toThrow(
      refused('LAYOUT_VALUE', /^(?!.*HUNTER).*secret, not shown/),
    );
  });

  it('is refused with a value that the field cannot have', () => {
    expect(() => choose({ mac: '02:00' })).toThrow(
      refused('LAYOUT_VALUE', /^--where mac: "02:00" has 2 bytes/),
    );
  });

  it('is refused where a name means an ignored column and a field', () => {
    const table = parseTable('serial,Label\n1,SN-1\n', 'units.csv', {
      columns: { serial: 'Label' },
      ignoreColumns: ['serial'],
    });
    expect(() => chooseRow(table, { where: { serial: '1' } })).toThrow(
      refused('UNIT_DATA_ROW', /^units\.csv:1: "serial" may be more than one column/),
    );
  });

  it('is named by its number or by values, not by both or neither', () => {
    const [table] = tables(rows);
    if (!table) throw new Error('no table');
    for (const choice of [{}, { row: 1, where: { serial: 'SN-1' } }, { where: {} }]) {
      expect(() => chooseRow(table, choice)).toThrow(refused('USAGE', /the row is to be named/));
    }
    expect(chooseRow(table, { row: 2 }).number).toBe(2);
  });

  it('is the only one with that value, and any spelling of it finds the same row', () => {
    const hex = (value: number, sign: string) =>
      [
        '02',
        '00',
        '5E',
        ...[16, 8, 0].map((bits) => ((value >> bits) & 0xff).toString(16).padStart(2, '0')),
      ].join(sign);
    const sign = fc.constantFrom('', ':', '-');
    const number = fc.constantFrom(
      String,
      (n: number) => `0${n}`,
      (n: number) => `0x${n.toString(16)}`,
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ mac: fc.nat({ max: 5 }), rev: fc.nat({ max: 5 }), sign, number }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat({ max: 5 }),
        sign,
        (units, wanted, wantedSign) => {
          const lines = units.map((each, index) =>
            [index, `SN-${index}`, hex(each.mac, each.sign), each.number(each.rev), '', ''].join(','),
          );
          for (const [where, key] of [
            [{ mac: hex(wanted, wantedSign).toUpperCase() }, 'mac'],
            [{ rev: wanted }, 'rev'],
          ] as const) {
            const found = units.flatMap((each, index) => (each[key] === wanted ? [index + 1] : []));
            if (found.length === 1) expect(choose(where, lines)).toEqual([found[0], found[0]]);
            else expect(() => choose(where, lines)).toThrow(refused('UNIT_DATA_ROW', /has|have/));
          }
        },
      ),
    );
  });
});
