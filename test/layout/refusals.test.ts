import { describe, expect, it } from 'vitest';
import { encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, oneField, useBanks } from './banks.js';

const banks = useBanks();

const two = (a: string, b: string) => `fields:\n  a: { ${a} }\n  b: { ${b} }\n`;

describe('a layout is refused', () => {
  it.each([
    [
      'an unknown type',
      'fields:\n  f: { offset: 0, type: u24 }\n',
      'SCHEMA',
      /otp\.yaml:3: fields\.f\.type: /,
    ],
    [
      'an unknown key',
      'fields:\n  f: { offset: 0, type: u8, lenght: 1 }\n',
      'SCHEMA',
      /otp\.yaml:3: fields\.f: .*lenght/,
    ],
    ['a missing offset', 'fields:\n  f: { type: u8 }\n', 'SCHEMA', /otp\.yaml:3: fields\.f\.offset: /],
    [
      'a missing length',
      'fields:\n  f: { type: ascii, offset: 0 }\n',
      'SCHEMA',
      /otp\.yaml:3: fields\.f\.length: /,
    ],
    [
      'a bad name',
      'fields:\n  my-field: { type: u8, offset: 0 }\n',
      'SCHEMA',
      /otp\.yaml:3: fields\.my-field: /,
    ],
    ['a fill that is no byte', 'fill: 256\nfields: {}\n', 'SCHEMA', /otp\.yaml:2: fill: /],
    [
      'a field twice',
      'fields:\n  f: { type: u8, offset: 0 }\n  f: { type: u8, offset: 1 }\n',
      'YAML_SYNTAX',
      /otp\.yaml:4: .*unique/,
    ],
    [
      'another bank',
      'bank: stm32l4-otp\nfields: {}\n',
      'LAYOUT_INVALID',
      /otp\.yaml:2: bank: .*stm32l4-otp, not for stm32f4-otp/,
    ],
    [
      'an overlap',
      two('offset: 0, type: u32', 'offset: 3, type: u8'),
      'LAYOUT_INVALID',
      /otp\.yaml:4: fields\.b\.offset: overlaps the field a, which ends at 0x1FFF7803/,
    ],
    [
      'an overlap inside a long field',
      'fields:\n  a: { offset: 0, type: uuid }\n  b: { offset: 20, type: u8 }\n  c: { offset: 15, type: u8 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:5: fields\.c\.offset: overlaps the field a/,
    ],
    [
      'the lock area',
      'fields:\n  f: { offset: 0x1FF, type: u16 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.offset: 0x1FF with 2 bytes reaches into the lock bytes/,
    ],
    [
      'past the bank',
      'fields:\n  f: { offset: 0x210, type: u8 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.offset: .*outside the data area of bank stm32f4-otp, 0x0 up to 0x200/,
    ],
    [
      'a block that is none',
      'lock: [15, 16]\nfields: {}\n',
      'LAYOUT_INVALID',
      /otp\.yaml:2: lock\.1: block 16 is not one of 0 to 15/,
    ],
    [
      'a block twice',
      'lock: [1, 1]\nfields: {}\n',
      'LAYOUT_INVALID',
      /otp\.yaml:2: lock\.1: block 1 is listed twice/,
    ],
    [
      'a bad default',
      'fields:\n  f:\n    offset: 0\n    type: u8\n    default: 256\n',
      'LAYOUT_INVALID',
      /otp\.yaml:6: fields\.f\.default: the value must be 0 to 255/,
    ],
    [
      'a bad constant',
      'fields:\n  f: { offset: 0, type: uuid, const: x }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.const: the value must be a UUID/,
    ],
    [
      'a default beside a constant',
      'fields:\n  f: { offset: 0, type: u8, const: 1, default: 1 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.default: a constant field needs no default/,
    ],
    [
      'a bad pattern',
      'fields:\n  f: { offset: 0, type: ascii, length: 4, pattern: "(" }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.pattern: /,
    ],
    [
      'a bad limit',
      'fields:\n  f: { offset: 0, type: u8, max: many }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.max: must be a whole number/,
    ],
    [
      'a bad limit beside a good one',
      'fields:\n  f:\n    offset: 0\n    type: u8\n    min: 1\n    max: many\n',
      'LAYOUT_INVALID',
      /otp\.yaml:7: fields\.f\.max: must be a whole number/,
    ],
    [
      'limits that leave nothing',
      'fields:\n  f: { offset: 0, type: u8, min: 9, max: 8 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.max: must not be below min, 9/,
    ],
    [
      'a prefix that is too long',
      'fields:\n  f: { offset: 0, type: mac, prefix: "01020304050607" }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.prefix: has 7 bytes/,
    ],
    [
      'an unknown crc',
      'fields:\n  f: { offset: 0, type: crc, algorithm: crc99, over: [f] }\n',
      'SCHEMA',
      /otp\.yaml:3: fields\.f\.algorithm: /,
    ],
    [
      'a crc over nothing',
      'fields:\n  f: { offset: 0, type: crc, algorithm: crc8 }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f: a crc needs either/,
    ],
    [
      'a crc over an unknown field',
      'fields:\n  f: { offset: 0, type: crc, algorithm: crc8, over: [g] }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.over\.0: there is no field called "g"/,
    ],
    [
      'a crc over itself',
      'fields:\n  f: { offset: 0, type: crc, algorithm: crc8, over: [f] }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.over: the crc would cover itself/,
    ],
    [
      'two crcs over each other',
      two(
        'offset: 0, type: crc, algorithm: crc8, over: [b]',
        'offset: 1, type: crc, algorithm: crc8, over: [a]',
      ),
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.a\.over: the crc would cover itself/,
    ],
    [
      'a crc over a gap',
      two('offset: 0, type: u8', 'offset: 4, type: crc, algorithm: crc8, range: { offset: 0, length: 2 }'),
      'LAYOUT_INVALID',
      /otp\.yaml:4: fields\.b\.range: the byte at 0x1 is neither/,
    ],
  ])('for %s, naming file, line and field', (_what, body, code, message) => {
    expect(() => layoutOf(banks.f4, body)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('for locks where the bank has no lock bytes', () => {
    expect(() => layoutOf(banks.l4, 'lock: [0]\nfields: {}\n')).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_INVALID',
        message: 'otp.yaml:2: lock: bank stm32l4-otp has no lock bytes',
      }),
    );
  });

  it('for every field inside a long one', () => {
    const body =
      'fields:\n  a: { offset: 0, type: uuid }\n  b: { offset: 4, type: u8 }\n  c: { offset: 8, type: u8 }\n';
    expect(() => layoutOf(banks.f4, body)).toThrow(
      /fields\.b\.offset: overlaps the field a.*\n.*fields\.c\.offset: overlaps the field a/,
    );
  });

  it('with every problem at once', () => {
    const body = two('offset: 0x1FF, type: u16', 'offset: 0x400, type: u8');
    expect(() => layoutOf(banks.f4, body)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/fields\.a\.offset.*\n.*fields\.b\.offset/) }),
    );
  });
});

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
      /c takes no value: it is a constant \(otp\.yaml:5\)/,
    ],
    [
      'a value for a crc',
      { a: 1, b: 1, d: 3 },
      'LAYOUT_FIELD_FIXED',
      /d takes no value: it is computed \(otp\.yaml:6\)/,
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
