import { describe, expect, it } from 'vitest';
import {
  encodeLayout,
  unitDataFromCsv,
  unitDataFromJson,
  unitDataFromObject,
  unitDataFromSettings,
} from '../../src/layout/index.js';
import { oneField, useBanks } from './banks.js';

const banks = useBanks();

const text = 'type: utf8, length: 24, pad: 0';
const encodeText = (value: string) =>
  encodeLayout(oneField(banks.f4, text), unitDataFromObject({ f: value }));
const encodeCell = (cell: string, field = text) => {
  const csv = `f\r\n"${cell.replaceAll('"', '""')}"\r\n`;
  return encodeLayout(oneField(banks.f4, field), unitDataFromCsv(csv, 'units.csv', 1));
};

describe('what a script writes where there is no value', () => {
  it.each(['NaN', 'nan', '<NA>', 'NaT', 'null', 'NULL', 'None', 'undefined', `$\{SERIAL}`, '{{ serial }}'])(
    'is refused: %s',
    (cell) => {
      expect(() => encodeCell(cell)).toThrow(/as a script leaves it; fill the cell in/);
      expect(() => encodeCell(`SN-${cell}`)).not.toThrow();
      // Whoever types it means it.
      expect(() => encodeText(cell)).not.toThrow();
    },
  );
});

describe('a character that nobody sees', () => {
  const hidden: readonly [string, string][] = [
    ['an override of direction', '\u202e'],
    ['an isolate', '\u2066'],
    ['a mark of direction', '\u200f'],
    ['an Arabic letter mark', '\u061c'],
    ['a byte order mark', '\ufeff'],
    ['a zero width space', '\u200b'],
    ['a zero width joiner', '\u200d'],
    ['a word joiner', '\u2060'],
    ['a soft hyphen', '\u00ad'],
    ['a tag', '\u{e0041}'],
    ['a variation selector', '\ufe0f'],
    ['a grapheme joiner', '\u034f'],
    ['a Hangul filler', '\u3164'],
    ['a line separator', '\u2028'],
    ['a no-break space', '\u00a0'],
    ['a thin space', '\u2009'],
  ];

  it.each(hidden)('is refused: %s', (_what, character) => {
    const point = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    for (const value of [`SN-${character}0001`, `${character}0001`, `0001${character}`]) {
      expect(() => encodeText(value)).toThrow(
        expect.objectContaining({ code: 'LAYOUT_VALUE', message: expect.stringContaining(point) }),
      );
      expect(() => encodeText(value)).not.toThrow(character);
    }
  });

  it('is refused whatever the source and the type', () => {
    const mac = oneField(banks.f4, 'type: mac');
    const value = '02:00:5E:10:00:2A\ufeff';
    for (const data of [
      unitDataFromCsv(`f\n${value}\n`, 'units.csv', 1),
      unitDataFromJson(JSON.stringify({ f: value }), 'unit.json'),
      unitDataFromSettings([`f=${value}`]),
    ]) {
      expect(() => encodeLayout(mac, data)).toThrow(/U\+FEFF, which nobody can see/);
    }
  });

  it.each(['const', 'default'])('is refused as the %s of a layout', (key) => {
    expect(() => oneField(banks.f4, `${text}, ${key}: "SN\u200b1"`)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_INVALID',
        message: expect.stringMatching(new RegExp(`^otp\\.yaml:3: fields\\.f\\.${key}: .*U\\+200B`)),
      }),
    );
  });
});

describe('a letter that looks like another', () => {
  it.each(['\u0421N-1', 'SN-0\u0410B', 'S\u039d', 'N\u03bf'])('is refused among Latin ones: %j', (value) => {
    expect(() => encodeText(value)).toThrow(/which looks like a Latin letter, among Latin ones/);
  });

  it.each(['Датчик SN-12', 'СОМ 1', 'Αθήνα', '10 kΩ', 'Δt', '5 μm', 'Ångström', '型号 A', 'ﾃｽﾄ', 'ß'])(
    'is taken in its own words: %s',
    (value) => {
      expect(encodeText(value).warnings).toEqual([]);
    },
  );
});

describe('a text that is not composed', () => {
  it('gives a warning with its place', () => {
    const layout = oneField(banks.f4, text);
    const { warnings } = encodeLayout(layout, unitDataFromCsv('f\nMu\u0308ller\n', 'units.csv', 1));
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'TEXT_NOT_NFC',
        message: expect.stringMatching(/^units\.csv:2: row 1, column f: f: .*NFC/),
      }),
    ]);
    expect(encodeText('Müller').warnings).toEqual([]);
  });

  it('gives one as a default too', () => {
    const layout = oneField(banks.f4, `${text}, default: "Mu\u0308ller"`);
    expect(encodeLayout(layout, unitDataFromObject({})).warnings).toMatchObject([{ code: 'TEXT_NOT_NFC' }]);
  });
});

describe('what a spreadsheet leaves', () => {
  it.each([
    '="0001"',
    '=A1+1',
    '=SUM(A1:A9)',
    '=-1',
    "'0001",
    '#N/A',
    '#N/A N/A',
    '#N/D',
    '#Н/Д',
    '#NV',
    '#REF!',
    '#VALUE!',
    '#WERT!',
    '#NAME?',
    '#DIV/0!',
    '#NUM!',
    '#NULL!',
    '#SPILL!',
    '#CALC!',
    '#¡REF!',
    '#¿NOMBRE?',
    '#GETTING_DATA',
    'Err:502',
    '##',
    '########',
    '1.23E+12',
    '1.00E+10',
    '1,23E+12',
    '-1.2E-05',
    '1.5e+300',
    '1E+12',
    ' 1.23E+12 ',
  ])('is refused in a cell: %s', (cell) => {
    expect(() => encodeCell(cell)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_VALUE',
        message: expect.stringMatching(/^units\.csv:2: row 1, column f: f: .* as a spreadsheet leaves it/),
      }),
    );
  });

  it.each(['type: u64', 'type: mac', 'type: bytes, length: 2', 'type: date, encoding: bcd'])(
    'is named as such in a field of %s too',
    (field) => {
      expect(() => encodeCell('1.23E+12', field)).toThrow(/is a rounded number, as a spreadsheet/);
      expect(() => encodeCell('########', field)).toThrow(/is a cell that was too narrow/);
    },
  );

  it.each([
    '1E5',
    '1E10',
    '1e10',
    '1E-05',
    '12E+10',
    'SN-1.00E+10',
    '1.23',
    '#1',
    '#',
    'A#N/A',
    '#1!',
    'N/A',
    'C#',
    '=>',
    '==',
    'a=b',
    "O'Neill",
    "'tis",
    '12.3.2026',
    '-5',
    'Error!',
  ])('is not what people mean by %s', (cell) => {
    expect(encodeCell(cell).warnings).toEqual([]);
  });

  it.each(['1E10', '1E-10', '1E:10', '0x1E10', 'DE AD'])('is not two bytes %s', (cell) => {
    expect(encodeCell(cell, 'type: bytes, length: 2').warnings).toEqual([]);
  });

  it('may be given by other means', () => {
    for (const value of ['="0001"', '#N/A', '1.23E+12']) {
      expect(encodeText(value).warnings).toEqual([]);
      const setting = unitDataFromSettings([`f=${value}`]);
      expect(encodeLayout(oneField(banks.f4, text), setting).warnings).toEqual([]);
    }
  });

  it('is not shown where it is secret', () => {
    expect(() => encodeCell('="HUNTER2"', `${text}, secret: true`)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('HUNTER2') }),
    );
  });
});
