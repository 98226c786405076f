import { describe, expect, it } from 'vitest';
import {
  checkTable,
  decodeLayout,
  encodeLayout,
  type Layout,
  parseLayout,
  parseTable,
  rowData,
  rowOf,
  uniqueValues,
  unitDataFromJson,
  unitDataFromObject,
  unitDataFromSettings,
} from '../../src/layout/index.js';
import { useBanks } from './banks.js';

const banks = useBanks();

const second = (body: string) => parseLayout(`format: otpforge.layout/2\n${body}`, 'otp.yaml', banks.f4);

const keys = () =>
  second(`fields:
  rev:  { offset: 0x00, type: u8, repeat: 3 }
  macs: { offset: 0x04, type: mac, repeat: 2, stride: 8 }
  keys:
    offset: 0x14
    type: group
    repeat: 2
    stride: 8
    fields:
      id:  { offset: 0, type: u32 }
      pin: { offset: 4, type: u8, repeat: 2 }
      sum: { offset: 6, type: sum, algorithm: xor8, over: [id, pin] }
  one:
    offset: 0x24
    type: group
    fields: { a: { offset: 0, type: u8 }, b: { offset: 1, type: u8, default: 9 } }
`);

const values = {
  rev: [1, 2, 3],
  macs: ['02:00:5E:10:00:01', '02:00:5E:10:00:02'],
  keys: [
    { id: 0x01020304, pin: [5, 6] },
    { id: 0x11121314, pin: [7, 8] },
  ],
  one: { a: 4 },
};

const hexOf = (layout: Layout, data: Parameters<typeof encodeLayout>[1]) =>
  encodeLayout(layout, data).image.segments.map(({ bytes }) => Buffer.from(bytes).toString('hex'));

const expected = [
  '010203',
  '02005e100001',
  '02005e100002',
  `04030201${'0506'}${'07'}`,
  `14131211${'0708'}${'0b'}`,
  '0409',
];

describe('repeated fields and groups', () => {
  it('take arrays and objects', () => {
    expect(hexOf(keys(), unitDataFromObject(values))).toEqual(expected);
    expect(hexOf(keys(), unitDataFromJson(JSON.stringify(values), 'unit.json'))).toEqual(expected);
  });

  it('take the columns of a table and settings by the name of each element', () => {
    const head = 'rev[0],rev[1],rev[2],macs[0],macs[1],keys[0].id,keys[0].pin[0],keys[0].pin[1],one.a';
    const table = parseTable(
      `${head}\n1,2,3,02:00:5E:10:00:01,02:00:5E:10:00:02,0x01020304,5,6,4\n`,
      'units.csv',
    );
    const settings = unitDataFromSettings(['keys[1].id=0x11121314', 'keys[1].pin[0]=7', 'keys[1].pin[1]=8']);
    expect(hexOf(keys(), new Map([...rowData(table, rowOf(table, 1)), ...settings]))).toEqual(expected);
  });

  it('are read element by element', () => {
    const layout = keys();
    const { image } = encodeLayout(layout, unitDataFromObject(values));
    const read = decodeLayout(layout, (address, length) => image.read(address, length));
    expect(read.map(({ name, state, value }) => [name, state, value])).toEqual([
      ['rev[0]', 'value', 1],
      ['rev[1]', 'value', 2],
      ['rev[2]', 'value', 3],
      ['macs[0]', 'value', '02:00:5E:10:00:01'],
      ['macs[1]', 'value', '02:00:5E:10:00:02'],
      ['keys[0].id', 'value', 0x01020304],
      ['keys[0].pin[0]', 'value', 5],
      ['keys[0].pin[1]', 'value', 6],
      ['keys[0].sum', 'value', 7],
      ['keys[1].id', 'value', 0x11121314],
      ['keys[1].pin[0]', 'value', 7],
      ['keys[1].pin[1]', 'value', 8],
      ['keys[1].sum', 'value', 0x0b],
      ['one.a', 'value', 4],
      ['one.b', 'value', 9],
    ]);
    expect(read.filter(({ crcOk }) => crcOk).map(({ name }) => name)).toEqual(['keys[0].sum', 'keys[1].sum']);
  });

  it('are covered as a whole, by element, and by element of an element', () => {
    const layout = second(`fields:
  rev: { offset: 0, type: u8, repeat: 3 }
  g: { offset: 4, type: group, repeat: 2, stride: 4, fields: { a: { offset: 0, type: u16, endian: big }, b: { offset: 2, type: u8 } } }
  all:  { offset: 0x10, type: sum, algorithm: sum16, over: [g, rev] }
  some: { offset: 0x12, type: sum, algorithm: sum8, over: ["rev[1]", "g[1].a", "g[0]"] }
`);
    const data = unitDataFromObject({
      rev: [1, 2, 4],
      g: [
        { a: 0x0810, b: 0x20 },
        { a: 0x4001, b: 0x80 },
      ],
    });
    expect(hexOf(layout, data).at(-1)).toBe(`${'0001'}${'7b'}`);
  });

  it.each([
    ['an element too many', { ...values, rev: [1, 2, 3, 4] }, /no field called "rev\[3\]"/],
    ['an element too few', { ...values, rev: [1, 2] }, /no value is given for rev\[2\] \(otp\.yaml:3\)/],
    ['a member that a group lacks', { ...values, one: { a: 1, c: 2 } }, /no field called "one\.c"/],
    ['a value for a whole array', { ...values, rev: 1 }, /no field called "rev"/],
    ['the value of a check', { ...values, 'keys[0].sum': 1 }, /keys\[0\]\.sum cannot be given a value/],
    [
      'one address twice',
      { ...values, macs: ['02:00:5E:10:00:01', '02-00-5e-10-00-01'] },
      /otp\.yaml:4: macs\[1\] and macs\[0\] have the same value/,
    ],
  ])('refuse %s', (_, given, message) => {
    expect(() => encodeLayout(keys(), unitDataFromObject(given))).toThrow(message);
  });

  it.each([
    ['a stride below the size', 'f: { offset: 0, type: u32, repeat: 2, stride: 2 }', /f\[0\], which ends at/],
    [
      'elements that overlap by their own fields',
      'g: { offset: 0, type: group, repeat: 2, stride: 4, fields: { a: { offset: 0, type: u32 }, b: { offset: 4, type: u8 } } }',
      /overlaps the field g\[[01]\]\.[ab]/,
    ],
    [
      'more elements than the bank holds',
      'f: { offset: 0, type: u64, repeat: 100000000 }',
      /800000000 bytes/,
    ],
    [
      'a group beyond the bank',
      'g: { offset: 0, type: group, repeat: 9999999, fields: { a: { offset: 0, type: u32 } } }',
      /fields\.g\.fields: 39999996 bytes/,
    ],
    [
      'an element that is not there',
      'f: { offset: 0, type: u8, repeat: 2 }, c: { offset: 2, type: crc, algorithm: crc8, over: ["f[2]"] }',
      /no field called "f\[2\]"/,
    ],
    [
      'a group in a group',
      'g: { offset: 0, type: group, fields: { h: { offset: 0, type: group, fields: {} } } }',
      /fields\.g\.fields\.h/,
    ],
    ['a name with brackets', '"f[0]": { offset: 0, type: u8 }', /a field name begins with a letter/],
    ['no element', 'f: { offset: 0, type: u8, repeat: 0 }', /repeat/],
  ])('refuse a layout with %s', (_, fields, message) => {
    expect(() => second(`fields: { ${fields} }\n`)).toThrow(message);
  });

  it('report a fault that all elements share once', () => {
    expect(() => second('fields:\n  f: { offset: 0, type: u8, repeat: 3, default: 256 }\n')).toThrow(
      expect.objectContaining({ details: { problems: [expect.objectContaining({ line: 3 })] } }),
    );
  });

  it('are unknown to format 1', () => {
    const first = 'format: otpforge.layout/1\nfields: { f: { offset: 0, type: u8, repeat: 2 } }\n';
    expect(() => parseLayout(first, 'otp.yaml', banks.f4)).toThrow(/repeat/);
  });
});

describe('a unique value of an element', () => {
  const layout = () => second('fields:\n  macs: { offset: 0, type: mac, repeat: 2 }\n');
  const first = { macs: ['02:00:5E:10:00:01', '02:00:5E:10:00:02'] };

  it('has the name of its field alone, by which it is compared with all others', () => {
    const { image } = encodeLayout(layout(), unitDataFromObject(first));
    expect(uniqueValues(layout(), image).map(({ field, text }) => `${field} ${text}`)).toEqual([
      'macs 02:00:5E:10:00:01',
      'macs 02:00:5E:10:00:02',
    ]);
  });

  it('is in one column of a table only', () => {
    const rows = ['1,2', '3,4', '5,1'].map((row) => row.replaceAll(/\d/g, '02:00:5E:10:00:0$&'));
    const table = parseTable(`macs[0],macs[1]\n${rows.join('\n')}\n`, 'units.csv');
    expect(() => checkTable(layout(), { table, beside: new Map(), strict: true })).toThrow(
      /units\.csv:4: row 3, column macs\[1\]: .* is in row 1 \(line 2\)/,
    );
  });
});
