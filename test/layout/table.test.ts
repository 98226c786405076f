import { describe, expect, it } from 'vitest';
import {
  checkTable,
  type Layout,
  mergeUnitData,
  parseTable,
  rowData,
  rowOf,
  type UnitData,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();

const body = `fields:
  serial: { offset: 0, type: ascii, length: 8, pad: 0, unique: true, pattern: "SN-[0-9]+" }
  mac: { offset: 8, type: mac }
  number: { offset: 0x10, type: u32, unique: true, default: 0 }
  note: { offset: 0x14, type: utf8, length: 8, pad: 0, allowBlank: true, default: x }
  gain: { offset: 0x20, type: u16, when: late }
  key: { offset: 0x24, type: bytes, length: 2, unique: true, secret: true, when: late }
`;

interface Use {
  readonly row?: number;
  readonly beside?: UnitData;
  readonly stages?: readonly string[];
  readonly strict?: boolean;
}

const check = (layout: Layout, csv: string, { row, beside = new Map(), ...options }: Use = {}) => {
  const table = parseTable(csv, 'units.csv');
  if (row === undefined) return checkTable(layout, { table, beside, ...options });
  const chosen = rowOf(table, row);
  const data = mergeUnitData(rowData(table, chosen), beside);
  return checkTable(layout, { table, beside, chosen: { row: chosen, data }, ...options });
};

const messages = (warnings: readonly { readonly message: string }[]) =>
  warnings.map(({ message }) => message);
const two = (a: string, b: string, header = 'serial,mac,number') => `${header}\n${a}\n${b}\n`;
const mac = (last: number) => `02:00:5E:10:00:${last.toString(16).toUpperCase().padStart(2, '0')}`;

describe('a table', () => {
  it.each([
    ['the same text', two(`SN-1,${mac(1)},1`, `SN-1,${mac(2)},2`), 'serial'],
    ['an address spelled otherwise', two(`SN-1,${mac(10)},1`, 'SN-2,02-00-5e-10-00-0a,2'), 'mac'],
    ['an address without separators', two(`SN-1,${mac(10)},1`, 'SN-2,02005E10000A,2'), 'mac'],
    ['7 and 07', two(`SN-1,${mac(1)},7`, `SN-2,${mac(2)},07`), 'number'],
    ['7 and 0x7', two(`SN-1,${mac(1)},7`, `SN-2,${mac(2)},0x7`), 'number'],
  ])('has %s in no two rows, whichever is chosen', (_what, csv, column) => {
    const layout = layoutOf(banks.f4, body);
    for (const row of [1, 2]) {
      expect(() => check(layout, csv, { row, stages: [] })).toThrow(
        expect.objectContaining({
          code: 'UNIT_DATA_DUPLICATE',
          message: expect.stringMatching(
            new RegExp(`^units\\.csv:${row + 1}: row ${row}, column ${column}: .* is in row ${3 - row} `),
          ),
        }),
      );
    }
  });

  it('may repeat what is not unique', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},same`, `SN-2,${mac(2)},same`, 'serial,mac,note');
    expect(check(layout, csv, { row: 1, stages: [] })).toEqual([]);
    const shared = layoutOf(banks.f4, body.replace('type: mac', 'type: mac, unique: false'));
    expect(check(shared, two(`SN-1,${mac(1)},1`, `SN-2,${mac(1)},2`), { row: 1, stages: [] })).toEqual([]);
  });

  it('is searched for the value that a setting gives in place of the cell', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},1`, `SN-2,${mac(2)},2`);
    const use = (serial: string) => ({ row: 1, stages: [], beside: unitDataFromObject({ serial }) });
    expect(() => check(layout, csv, use('SN-2'))).toThrow(/"SN-2" is in row 2 \(line 3\) as well/);
    expect(check(layout, csv, use('SN-3'))).toEqual([]);
    const same = two(`SN-1,${mac(1)},1`, `SN-1,${mac(2)},2`);
    expect(check(layout, same, use('SN-3'))).toEqual([]);
  });

  it('is compared by secret values too, and shows none', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},1,BEEF`, `SN-2,${mac(2)},2,be ef`, 'serial,mac,gain,key');
    expect(() => check(layout, csv, { row: 2 })).toThrow(
      /column key: key: the value \(secret, not shown\) is in/,
    );
    expect(() => check(layout, csv, { row: 2 })).not.toThrow(/beef|be ef/i);
  });

  it('may lack what another stage writes, and nothing else', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},`, `SN-2,${mac(2)},`, 'serial,mac,gain');
    expect(check(layout, csv, { row: 1, stages: [] })).toEqual([]);
    expect(() => check(layout, csv, { row: 1 })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_VALUE_MISSING',
        message: 'units.csv:2: row 1, column gain is empty, and gain has no default (otp.yaml:7)',
      }),
    );
    expect(check(layout, csv, { row: 1, beside: unitDataFromObject({ gain: 5 }) })).toEqual([]);
  });

  it('may leave a cell empty that a default fills', () => {
    const layout = layoutOf(banks.f4, body);
    expect(check(layout, two(`SN-1,${mac(1)},`, `SN-2,${mac(2)},`), { row: 1, stages: [] })).toEqual([]);
  });

  it('is clean in the whole row that is chosen, in cells of other stages too', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},#REF!`, `SN-2,${mac(2)},3`, 'serial,mac,gain');
    expect(() => check(layout, csv, { row: 1, stages: [] })).toThrow(
      /column gain: gain: "#REF!" is an error value/,
    );
    const settings = unitDataFromObject({ gain: 5 });
    expect(check(layout, csv, { row: 1, stages: [], beside: settings })).toEqual([]);
  });

  it('names every fault of the chosen row at once', () => {
    const csv = two('=A1,02:00,1', `SN-2,${mac(2)},2`);
    expect(() => check(layoutOf(banks.f4, body), csv, { row: 1, stages: [] })).toThrow(
      /column serial: .*\nunits\.csv:2: row 1, column mac: /,
    );
  });

  it('with faults in other rows gives warnings, of ten rows at most', () => {
    const layout = layoutOf(banks.f4, body);
    const good = `SN-1,${mac(1)},1`;
    const bad = Array.from({ length: 12 }, (_, index) => `XX-${index},${mac(index + 2)},1.23E+12`);
    const csv = ['serial,mac,number', good, ...bad].join('\n');
    const warnings = check(layout, csv, { row: 1, stages: [] });
    expect(warnings).toHaveLength(11);
    expect(warnings[0]).toEqual({
      code: 'TABLE_FAULTS',
      message: 'units.csv: 12 other rows have faults; the first 10 are',
    });
    expect(warnings[1]?.message).toMatch(/^units\.csv:3: row 2, column serial: .* \(and 1 more\)$/);
    expect(warnings[10]?.message).toMatch(/^units\.csv:12: row 11, /);
  });

  it.each([
    [
      'a row of another length',
      `SN-2,${mac(2)}`,
      'units.csv:3: row 2 has 2 cells, but the header has 3; column number has none',
    ],
    ['an empty cell', `,${mac(2)},2`, /row 2, column serial is empty/],
    ['a hidden character', `SN-2,${mac(2)}\u200b,2`, /row 2, column mac: mac: ".*\\u200B" holds U\+200B/],
    [
      'a value that breaks a rule',
      `SN-2,${mac(2)},-1`,
      /row 2, column number: number: "-1" must be 0 to 4294967295/,
    ],
  ])('with %s in another row warns, or is refused where a check is asked for', (_what, row, message) => {
    const layout = layoutOf(banks.f4, body);
    const csv = two(`SN-1,${mac(1)},1`, row);
    expect(messages(check(layout, csv, { row: 1, stages: [] }))).toEqual([
      'units.csv: 1 other row has faults',
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
    for (const use of [{ row: 1 }, {}]) {
      expect(() => check(layout, csv, { ...use, stages: [], strict: true })).toThrow(
        expect.objectContaining({
          code: 'UNIT_DATA_TABLE',
          message: expect.stringMatching(message),
          details: { file: 'units.csv', rows: [2], count: 1 },
        }),
      );
    }
  });

  it('with equal values in two other rows warns of both', () => {
    const csv = `serial,mac\nSN-1,${mac(1)}\nSN-2,${mac(2)}\nSN-2,${mac(3)}\nSN-2,${mac(4)}\n`;
    expect(messages(check(layoutOf(banks.f4, body), csv, { row: 1, stages: [] }))).toEqual([
      'units.csv: 3 other rows have faults',
      expect.stringMatching(/row 2, column serial: .*"SN-2" is in row 3 \(line 4\) as well, and in 1 more/),
      expect.stringMatching(/row 3, column serial: .* is in row 2 \(line 3\) as well/),
      expect.stringMatching(/row 4, column serial: .* is in row 2 \(line 3\) as well/),
    ]);
  });

  it('passes over rows without any value', () => {
    const csv = `serial,mac,number\nSN-1,${mac(1)},1\n,,\n,,\n`;
    expect(check(layoutOf(banks.f4, body), csv, { row: 1, stages: [], strict: true })).toEqual([]);
  });

  it('of 20,000 rows with a pattern that comes to no end is still searched for equal values', () => {
    const layout = layoutOf(
      banks.f4,
      'fields:\n  f: { offset: 0, type: ascii, length: 40, pad: 0, unique: true, pattern: "(a+)+" }\n',
    );
    const hostile = `${'a'.repeat(32)}!`;
    const rows = Array.from({ length: 20_000 }, (_, index) => `${'a'.repeat(30)}${index}!`);
    const csv = ['f', 'aaa', hostile, ...rows, 'aaa'].join('\n');
    expect(() => check(layout, csv, { row: 1 })).toThrow(/"aaa" is in row 20003 /);
  });

  it('that names no field is refused, and so is a stage that no field names', () => {
    const layout = layoutOf(banks.f4, body);
    const csv = two('SN-1,1', 'SN-2,2', 'serial,rev');
    expect(() => check(layout, csv)).toThrow(expect.objectContaining({ code: 'LAYOUT_FIELD_UNKNOWN' }));
    const stages = ['lat'];
    expect(() => check(layout, two('SN-1,x', 'SN-2,2', 'serial,gain'), { row: 1, stages })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_STAGE_UNKNOWN' }),
    );
  });
});
