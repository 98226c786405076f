import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Layout, parseLayout, parseTable, rowOf, type UnitTable } from '../../src/layout/index.js';
import { tableFaults } from '../../src/layout/table-faults.js';
import { fc } from '../support/property.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();
const body = `fields:
  serial: { offset: 0, type: ascii, length: 8, pad: 0x30, align: right, unique: true, pattern: "[A-Z0-9-]+" }
  mac: { offset: 8, type: mac, prefix: "02:00:5E" }
  number: { offset: 0x10, type: u32, unique: true, min: 2, max: 4000000000, default: 7 }
  made: { offset: 0x14, type: date, encoding: unix32, endian: little }
  key: { offset: 0x18, type: bytes, length: 3, unique: true, default: "AA:BB:CC" }
  code: { offset: 0x20, type: utf8, length: 4 }
  name: { offset: 0x24, type: ascii, length: 8, pad: 0, default: x }
`;

const faultsOf = (layout: Layout, table: UnitTable) => tableFaults(layout, { table, beside: new Map() });

/** The same table, with each row judged by itself. */
const oneByOne = ({ file, columns, rows }: UnitTable): UnitTable => ({ file, columns, rows });

const cells: Readonly<Record<string, readonly string[]>> = {
  serial: ['SN-1', 'SN-2', 'SN-10', '0SN-1', 'SN-12345', 'SN-123456', 'sn-1', '=A1', '', 'SN 1', 'É', "'7"],
  mac: [
    '02:00:5E:00:00:01',
    '02-00-5e-00-00-01',
    '02005E000001',
    '02:00:5E-00:00:02',
    '02:00:5F:00:00:01',
    '',
  ],
  number: [
    '7',
    '07',
    '0x7',
    '1',
    '4000000000',
    '4000000001',
    '99999999999999999',
    '',
    '1E+2',
    '12',
    '-7',
    '7.0',
  ],
  made: [
    '2026-02-28',
    '2026-02-29',
    '2024-02-29',
    '2100-02-29',
    '1969-12-31',
    '2106-02-07',
    '2026-04-31',
    '',
  ],
  key: ['AABBCC', 'aa:bb:cc', 'AA-BB:CC', 'AA BB CC', 'AABBC', 'AABBCG', '010203', ''],
  code: ['null', 'None', 'NULL', 'ABCD', 'abcd', 'ABC', 'ABCDE', 'A,CD', 'AÄC', '', '#N/A'],
  name: [
    'x',
    'nan',
    'NaN',
    'NaT',
    'null',
    'undefined',
    '<NA>',
    '#####',
    '1E+5',
    '1E5',
    '12-3',
    `$${'{name}'}`,
    'a b',
    ' a',
    "'12",
    '-',
  ],
};
const names = Object.keys(cells);
const row = fc
  .tuple(...names.map((name) => fc.constantFrom(...(cells[name] ?? []))))
  .map((each) => each.join(','));
const sound = (index: number) =>
  `SN-${index + 10},02:00:5E:00:${hex(index >> 8)}:${hex(index & 0xff)},${index + 10},2026-03-14,` +
  `10${hex(index >> 8)}${hex(index & 0xff)},ABCD,x`;
const hex = (value: number) => value.toString(16).padStart(2, '0');
const lines = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.nat({ max: 30 }).map(sound) },
    { weight: 2, arbitrary: row },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ',,,,,,',
        'SN-1',
        `${sound(1)},more`,
        '"SN-9",,,,,,',
        ' ',
        ' ,\t,,,,, ',
        '\u00a0',
      ),
    },
  ),
  { maxLength: 8 },
);

describe('a table that is looked at as a whole', () => {
  it('has the faults that its rows have one by one, and the same rows', () => {
    const layout = layoutOf(banks.f4, body);
    let atAGlance = 0;
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, end, hasLastEnd) => {
        const text = [names.join(','), ...rows].join(end) + (hasLastEnd ? end : '');
        const table = parseTable(text, 'units.csv');
        if (table.plain) atAGlance += 1;
        for (const each of table.rows) expect(rowOf(table, each.number)).toEqual(each);
        expect(() => rowOf(table, table.rows.length + 1)).toThrow(
          expect.objectContaining({ code: 'UNIT_DATA_ROW' }),
        );
        expect(faultsOf(layout, table)).toEqual(faultsOf(layout, oneByOne(table)));
      }),
    );
    expect(atAGlance).toBeGreaterThan(20);
  });

  it('judges each kind of cell as its row does', () => {
    const layout = layoutOf(banks.f4, body);
    for (const [index, name] of names.entries()) {
      for (const cell of cells[name] ?? []) {
        const odd = sound(2).split(',').with(index, cell).join(',');
        const table = parseTable([names.join(','), sound(1), odd].join('\n'), 'units.csv');
        expect(faultsOf(layout, table), `${name}: ${cell}`).toEqual(faultsOf(layout, oneByOne(table)));
      }
    }
  });

  const second = (fields: string) =>
    parseLayout(`format: otpforge.layout/2\nfields:\n${fields}`, 'otp.yaml', banks.f4);

  it.each([
    ['i8', ['-128', '127', '128', '-129', '-0', '1,0', '01', 'x', '']],
    ['u24, max: 0xFFFFF0', ['16777200', '16777201', '5,00', '-1', '0x10']],
    ['u56', ['72057594037927935', '72057594037927936', '7']],
    ['u8, names: { black: 1, white: 2 }', ['black', '1', '3', 'Black', ' black', 'white']],
    ['i16, names: { none: -1, one: 1 }', ['none', '-1', '1', '2']],
    ['f32', ['1.5', '1,5', '1,500', '-0', 'NaN', '1E+10', '2e3']],
    ['version, parts: [u8, u8]', ['1.2', '1.02', '1', '1.256', '1,2']],
    ['bits, bytes: 1, bits: { a: 0, b: { at: 1, width: 2 } }', ['a=1 b=2', 'a=1 b=4', 'a=1', 'b=1 a=0', '3']],
    ['unary, bytes: 2, from: lsb', ['0', '16', '17', '4,0', '-1']],
    ['uuid, unique: false', ['123e4567-e89b-42d3-a456-426614174000', '123e4567e89b42d3a456426614174000']],
    ['i32, unique: true', ['7', '07', '-7', '7,0', '8']],
    ['f64, unique: true', ['7', '7.0', '8']],
  ])('judges the cells of %s as its row does', (field, values) => {
    const layout = second(`  f: { offset: 0, type: ${field} }\n`);
    for (const cell of values) {
      for (const first of [values[0] ?? '', '1']) {
        const table = parseTable(`f\n${first}\n${cell}\n`, 'units.csv');
        expect(faultsOf(layout, table), cell).toEqual(faultsOf(layout, oneByOne(table)));
      }
    }
  });

  it('judges a text with an end byte as its row does', () => {
    const layout = second('  f: { offset: 0, type: ascii, length: 4, end: 0x2D, pad: 0x30, unique: true }\n');
    for (const cell of ['ABC', 'ABCD', 'A-C', '-', 'AB0', 'AB', 'a b', 'ABCDE']) {
      const table = parseTable(`f\nXYZ\n${cell}\n`, 'units.csv');
      expect(faultsOf(layout, table), cell).toEqual(faultsOf(layout, oneByOne(table)));
    }
  });

  it('has none where every value is new', () => {
    const layout = layoutOf(banks.f4, body);
    const text = [names.join(','), ...Array.from({ length: 5000 }, (_, index) => sound(index))].join('\n');
    expect(faultsOf(layout, parseTable(text, 'units.csv'))).toEqual([]);
  });
});

describe('a large table', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-tables-'));
    vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  const text = [names.join(','), ...Array.from({ length: 2000 }, (_, index) => sound(index))].join('\n');
  const list = () => join(folder, 'state', 'checked-tables');
  const remembered = () => readFileSync(list(), 'utf8').split('\n').length - 1;
  const check = (csv: string, layout = layoutOf(banks.f4, body)) =>
    faultsOf(layout, parseTable(csv, 'units.csv')).map(({ row: number }) => number);

  it('is remembered once it was found to be without a fault', () => {
    expect([check(text), check(text)]).toEqual([[], []]);
    expect(remembered()).toBe(1);
  });

  it('is checked again after any change, of the same length too', () => {
    check(text);
    expect(check(text.replace('SN-1500', 'SN-1501'))).toEqual([1491, 1492]);
    expect(check(text.replace('SN-1500', 'sn-1500'))).toEqual([1491]);
    expect(remembered()).toBe(1);
  });

  it('is checked again for a layout with other rules', () => {
    check(text);
    const stricter = layoutOf(banks.f4, body.replace('max: 4000000000', 'max: 2000'));
    expect(check(text, stricter)).toEqual(Array.from({ length: 9 }, (_, index) => 1992 + index));
  });

  it('is checked each time where nothing can be remembered', () => {
    writeFileSync(join(folder, 'state'), '');
    expect(check(text)).toEqual([]);
    expect(check(text.replace('SN-1500', 'sn-1500'))).toEqual([1491]);
    expect(existsSync(list())).toBe(false);
  });

  it('is checked again where what was remembered is damaged', () => {
    check(text);
    writeFileSync(list(), readFileSync(list(), 'utf8').slice(0, 40));
    expect(check(text)).toEqual([]);
    expect(remembered()).toBe(1);
  });
});
