import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  loadUnitData,
  mergeUnitData,
  type UnitData,
  unitDataFromCsv,
  unitDataFromJson,
  unitDataFromObject,
  unitDataFromSettings,
} from '../../src/layout/index.js';
import { fc } from '../support/property.js';

const plain = (data: UnitData) => Object.fromEntries([...data].map(([name, { value }]) => [name, value]));

describe('unit data from JSON', () => {
  it('keeps every number exact and knows the line of each field', () => {
    const data = unitDataFromJson(
      '{\n\t"serial": "SN-0042",\n\t"id": 18446744073709551615\n}\n',
      'unit.json',
    );
    expect(plain(data)).toEqual({ serial: 'SN-0042', id: 18446744073709551615n });
    expect(data.get('id')?.from).toBe('unit.json:3');
  });

  it('reads what JSON.stringify writes', () => {
    const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]*$/);
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.string({ unit: 'binary' })),
        fc.integer({ min: 0, max: 4 }),
        (values, indent) => {
          expect(plain(unitDataFromJson(JSON.stringify(values, undefined, indent), 'unit.json'))).toEqual({
            ...values,
          });
        },
      ),
    );
  });

  it.each([
    ['broken syntax', '{\n"serial": "HUNTER2",\n}', /^unit\.json:3: not valid JSON$/],
    ['a word on its second line', '{\n"serial": HUNTER2,\n"note": 1\n}\n', /^unit\.json:2: not valid JSON$/],
    ['a missing comma', '{\n"serial": 1\n"note": 1\n}\n', /^unit\.json:3: not valid JSON$/],
    ['a cut end', '{\n"serial": 1,\n"note"', /^unit\.json:3: not valid JSON$/],
    ['two objects', '{"serial": 1}\n{"serial": 2}\n', /^unit\.json:2: not valid JSON$/],
    ['YAML that is no JSON', 'serial: SN-1', /^unit\.json:1: not valid JSON$/],
    ['a list', '["SN-1"]', /^unit\.json:1: must be one object/],
    ['a field twice', '{"serial": 1,\n"serial": 2}', /^unit\.json:2: serial is given twice/],
    ['an empty list as a value', '{"serial": []}', /^unit\.json:1: serial must be a string or a number/],
    ['an element twice', '{"rev": [1],\n"rev[0]": 2}', /^unit\.json:2: rev\[0\] is given twice/],
    ['lists without an end', `{"a": ${'['.repeat(100)}1${']'.repeat(100)}}`, /must be a string or a number/],
    ['null as a value', '{"serial": null}', /^unit\.json:1: serial must be a string or a number/],
    ['nothing', '', /not valid JSON/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => unitDataFromJson(text, 'unit.json')).toThrow(
      expect.objectContaining({
        code: 'UNIT_DATA_INVALID',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/^Write/),
      }),
    );
  });
});

describe('unit data from CSV', () => {
  const text =
    '\uFEFFserial,note\r\nSN-0001,plain\r\n\r\n"SN-0002","a ""quote"", a comma\r\nand a line"\r\nSN-0003,\r\n';

  it('takes the row that is asked for, quotes and line ends included', () => {
    expect(plain(unitDataFromCsv(text, 'units.csv', 1))).toEqual({ serial: 'SN-0001', note: 'plain' });
    const second = unitDataFromCsv(text, 'units.csv', 2);
    expect(plain(second)).toEqual({ serial: 'SN-0002', note: 'a "quote", a comma\r\nand a line' });
    expect(second.get('serial')?.from).toBe('units.csv:4: row 2, column serial');
    expect(unitDataFromCsv(text, 'units.csv', 3).get('serial')?.from).toBe(
      'units.csv:6: row 3, column serial',
    );
  });

  it('takes an empty cell for no value', () => {
    expect(plain(unitDataFromCsv(text, 'units.csv', 3))).toEqual({ serial: 'SN-0003' });
  });

  it.each([';', '\t'])('takes %j for the delimiter where the header has it', (delimiter) => {
    const rows = `serial${delimiter}note\nSN-1${delimiter}"1,5"\n`;
    expect(plain(unitDataFromCsv(rows, 'units.csv', 1))).toEqual({ serial: 'SN-1', note: '1,5' });
  });

  it('finds the delimiter behind empty lines too', () => {
    expect(plain(unitDataFromCsv('\r\n\na;b\r\n1;2\r\n', 'units.csv', 1))).toEqual({ a: '1', b: '2' });
  });

  it('reads back any cells that RFC 4180 can write', () => {
    const cell = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const quoted = rows.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(','));
        const csv = ['a,b', ...quoted].join('\r\n');
        rows.forEach(([a, b], index) => {
          expect(plain(unitDataFromCsv(csv, 'units.csv', index + 1))).toEqual({ a, b });
        });
      }),
    );
  });

  it.each([
    ['a row that is not there', 'a,b\n1,2\n', 2, 'UNIT_DATA_ROW', /no row 2; rows below its header: 1/],
    ['row 0', 'a,b\n1,2\n', 0, 'UNIT_DATA_ROW', /no row 0/],
    [
      'a short row',
      'a,b\n1,2\n3\n',
      2,
      'UNIT_DATA_INVALID',
      /units\.csv:3: row 2 has 1 cells, but the header has 2/,
    ],
    ['a long row', 'a,b\n1,2,3\n', 1, 'UNIT_DATA_INVALID', /units\.csv:2: row 1 has 3 cells/],
    [
      'an open quote',
      'a,b\n1,"2\n',
      1,
      'UNIT_DATA_INVALID',
      /units\.csv:2: column 2: a quoted cell is not closed/,
    ],
    [
      'a stray quote',
      'a,b\n1,2"3\n',
      1,
      'UNIT_DATA_INVALID',
      /units\.csv:2: column 2: a quote stands inside/,
    ],
    [
      'text behind a quote',
      'a,b\n1,"2"3\n',
      1,
      'UNIT_DATA_INVALID',
      /units\.csv:2: column 2: something follows/,
    ],
    [
      'CR line ends',
      'a,b\r1,2\r',
      1,
      'UNIT_DATA_INVALID',
      /units\.csv:1: column 2: a carriage return stands alone/,
    ],
    [
      'a stray CR',
      'a\n1\n2\r3\n',
      1,
      'UNIT_DATA_INVALID',
      /units\.csv:3: column 1: a carriage return stands alone/,
    ],
    ['a column twice', 'a,a\n1,2\n', 1, 'UNIT_DATA_INVALID', /units\.csv:1: two columns are called a/],
    ['a column without name', 'a,,b\n1,2,3\n', 1, 'UNIT_DATA_INVALID', /units\.csv:1: column 2 has no name/],
    ['nothing', '', 1, 'UNIT_DATA_INVALID', /units\.csv:1: there is no header/],
  ])('refuses %s', (_what, csv, row, code, message) => {
    expect(() => unitDataFromCsv(csv, 'units.csv', row)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('unit data from settings', () => {
  it('cuts at the first equals sign', () => {
    expect(plain(unitDataFromSettings(['serial=SN=42', 'note= ']))).toEqual({
      serial: 'SN=42',
      note: ' ',
    });
  });

  it.each([['serial'], ['serial='], ['=HUNTER2'], ['a=1', 'a=HUNTER2']])(
    'refuses %s without repeating values',
    (...settings) => {
      expect(() => unitDataFromSettings(settings)).toThrow(
        expect.objectContaining({
          code: 'UNIT_DATA_SETTING',
          message: expect.not.stringContaining('HUNTER2'),
        }),
      );
    },
  );
});

describe('unit data from several sources', () => {
  it('lets the later one win', () => {
    const merged = mergeUnitData(unitDataFromObject({ a: 1, b: 1 }), unitDataFromSettings(['b=2']));
    expect(plain(merged)).toEqual({ a: 1, b: '2' });
  });

  it('reads files, CSV over JSON and settings over both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'otpforge-'));
    try {
      const [data, file] = [join(folder, 'unit.json'), join(folder, 'units.csv')];
      await writeFile(data, '{"a": 1, "b": 1, "c": 1}');
      await writeFile(file, 'b,c\n2,2\n');
      expect(plain(await loadUnitData({ data, csv: { file, row: 1 }, set: ['c=3'] }))).toEqual({
        a: 1n,
        b: '2',
        c: '3',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
