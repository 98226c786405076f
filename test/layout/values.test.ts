import { describe, expect, it } from 'vitest';
import { encodeLayout, unitDataFromCsv, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, oneField, useBanks } from './banks.js';

const banks = useBanks();

const two = (a: string, b: string) => `fields:\n  a: { ${a} }\n  b: { ${b} }\n`;

describe('a value is refused', () => {
  it.each([
    ['u8', 'type: u8', 256, /must be 0 to 255 to fit a u8/],
    ['u8', 'type: u8', -1, /must be 0 to 255/],
    ['u8', 'type: u8', 1.5, /must be a whole number/],
    ['u8', 'type: u8', '1e1', /must be a whole number, decimal or hexadecimal/],
    ['u8', 'type: u8', '', /must be a whole number/],
    ['u16 with limits', 'type: u16, min: 10, max: "0x14"', 21, /must be 10 to 20/],
    ['u64', 'type: u64', 2 ** 60, /too large to be exact/],
    ['u64', 'type: u64', '18446744073709551616', /must be 0 to 18446744073709551615/],
    ['bytes', 'type: bytes, length: 2', 'ABC', /two digits each/],
    ['bytes', 'type: bytes, length: 2', 'AABBCC', /has 3 bytes, but the field holds exactly 2/],
    ['bytes', 'type: bytes, length: 2', 1234, /must be a string of hexadecimal bytes/],
    ['ascii', 'type: ascii, length: 4, pad: 0', 'ABCDE', /has 5 bytes, but the field holds 4/],
    ['ascii', 'type: ascii, length: 4, pad: 0', 'é', /printable ASCII/],
    ['ascii', 'type: ascii, length: 4, pad: 0', 42, /must be a string; put a number in quotes/],
    ['ascii without pad', 'type: ascii, length: 4', 'ABC', /exactly 4 and names no pad byte/],
    [
      'ascii padded with blanks',
      'type: ascii, length: 4, pad: 0x20',
      'AB ',
      /must not end with the pad byte/,
    ],
    [
      'ascii right',
      'type: ascii, length: 4, pad: 0x30, align: right',
      '0A',
      /must not begin with the pad byte/,
    ],
    [
      'ascii with pattern',
      'type: ascii, length: 8, pad: 0, pattern: "SN-[0-9]+"',
      'XSN-1',
      /must match the pattern SN-\[0-9\]\+/,
    ],
    ['utf8', 'type: utf8, length: 4, pad: 0', 'äöü', /has 6 bytes, but the field holds 4/],
    ['utf8', 'type: utf8, length: 4, pad: 0', '\ud800', /surrogate/],
    ['utf8', 'type: utf8, length: 4, pad: 0', 'a\u0000', /control characters/],
    ['mac', 'type: mac', '02:00:00:00:00', /has 5 bytes, but the field holds exactly 6/],
    ['mac with prefix', 'type: mac, prefix: "02:AB"', '02:00:00:00:00:01', /must begin with 02:AB/],
    ['uuid', 'type: uuid', '123e4567e89b42d3a456426614174000', /must be a UUID/],
    ['date', 'type: date, encoding: bcd', '2026-02-30', /a day such as .* that the calendar has/],
    ['date', 'type: date, encoding: ymd', '14.3.2026', /must be a day such as/],
    ['date', 'type: date, encoding: unix32', '1969-12-31', /between 1970-01-01 and 2106-02-07/],
    ['date', 'type: date, encoding: unix32', '2026-03-14T25:00:00Z', /a time in UTC/],
  ])('%s: naming field, value and rule', (_type, field, value, rule) => {
    const layout = oneField(banks.f4, field);
    const encode = () => encodeLayout(layout, unitDataFromObject({ f: value }, 'unit.json'));
    expect(encode).toThrow(expect.objectContaining({ code: 'LAYOUT_VALUE' }));
    expect(encode).toThrow(rule);
    expect(encode).toThrow(`unit.json: f: ${JSON.stringify(value)} `);
    expect(encode).toThrow('(otp.yaml:3)');
  });

  it('without showing it when it is secret', () => {
    const layout = oneField(banks.f4, 'type: ascii, length: 8, pad: 0, secret: true, pattern: "[a-z]+"');
    let caught: unknown;
    try {
      encodeLayout(layout, unitDataFromObject({ f: 'HUNTER2' }, 'unit.json'));
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({
      code: 'LAYOUT_VALUE',
      message: expect.stringContaining('secret, not shown'),
    });
    expect(JSON.stringify([caught, String(caught)])).not.toContain('HUNTER2');
  });

  it.each([
    [
      'missing values, all of them',
      {},
      'LAYOUT_VALUE_MISSING',
      /no value is given for a \(otp\.yaml:3\), b \(otp\.yaml:4\)/,
    ],
    [
      'an unknown field',
      { a: 1, b: 1, B: 1 },
      'LAYOUT_FIELD_UNKNOWN',
      /unit\.json: otp\.yaml has no field called "B"/,
    ],
    ['a name of every object', { constructor: 1 }, 'LAYOUT_FIELD_UNKNOWN', /no field called "constructor"/],
    [
      'a value for a constant',
      { a: 1, b: 1, c: 3 },
      'LAYOUT_FIELD_FIXED',
      /c cannot be given a value: it is a constant \(otp\.yaml:5\)/,
    ],
    [
      'a value for a crc',
      { a: 1, b: 1, d: 3 },
      'LAYOUT_FIELD_FIXED',
      /d cannot be given a value: it is computed \(otp\.yaml:6\)/,
    ],
  ])('for %s', (_what, values, code, message) => {
    const layout = layoutOf(
      banks.f4,
      `${two('offset: 0, type: u8', 'offset: 1, type: u8')}  c: { offset: 2, type: u8, const: 3 }\n` +
        '  d: { offset: 3, type: crc, algorithm: crc8, over: [a, b] }\n',
    );
    expect(() => encodeLayout(layout, unitDataFromObject(values, 'unit.json'))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('with the names that were meant', () => {
    const layout = layoutOf(banks.f4, 'fields:\n  serial: { offset: 0, type: u8 }\n');
    expect(() => encodeLayout(layout, unitDataFromObject({ seriel: 1 }))).toThrow(
      expect.objectContaining({ remedy: 'Did you mean serial?' }),
    );
  });
});

describe('a blank at the end of a CSV cell', () => {
  const layout = () =>
    layoutOf(banks.f4, two('offset: 0, type: u8', 'offset: 1, type: ascii, length: 4, pad: 0'));
  const bytes = (cell: string) =>
    encodeLayout(layout(), unitDataFromCsv(`a,b\n 7 ,${cell}\n`, 'u.csv', 1)).image.segments[0]?.bytes;

  it.each(['SN ', ' SN', '  ', '\tSN'])(
    'is refused in the text %j, and no matter beside a number',
    (cell) => {
      expect(() => bytes(cell)).toThrow(
        /^u\.csv:2: row 1, column b: b: ".*" begins or ends with a blank; put the cell in quotes/,
      );
    },
  );

  it('belongs to the text in quotes', () => {
    expect(bytes('"SN "')).toEqual(Uint8Array.of(7, 0x53, 0x4e, 0x20, 0));
  });
});

it('shows what cannot be seen in the name of a column', () => {
  const layout = layoutOf(banks.f4, two('offset: 0, type: u8', 'offset: 1, type: u8'));
  const data = unitDataFromCsv('a,b\u200b\n1,2\n', 'u.csv', 1);
  expect(() => encodeLayout(layout, data)).toThrow(
    'u.csv:2: row 1, column b\\u{200B}: otp.yaml has no field called "b\\u{200B}"',
  );
});

it('shows what cannot be seen in a value', () => {
  const layout = oneField(banks.f4, 'type: ascii, length: 8, pad: 0');
  const encode = (f: string) => () => encodeLayout(layout, unitDataFromObject({ f }));
  expect(encode('SN\u00a042')).toThrow('f: "SN\\u00A042" must consist of printable ASCII');
  expect(encode('S 4\u200b\u{e0001}')).toThrow('f: "S 4\\u200B\\uDB40\\uDC01" must consist of');
});
