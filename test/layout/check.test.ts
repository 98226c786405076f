import { describe, expect, it } from 'vitest';
import { layoutOf, useBanks } from './banks.js';

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
      /otp\.yaml:3: fields\.f\.lenght: there is no such field/,
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
    ['a fill that is not a byte', 'fill: 256\nfields: {}\n', 'SCHEMA', /otp\.yaml:2: fill: /],
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
      'a length that no memory could hold',
      'fields:\n  f: { offset: 0, type: ascii, length: 9007199254740991, pad: 0, default: x }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.length: 9007199254740991 bytes are more than the 512 of the data area/,
    ],
    [
      'a range that no memory could hold',
      'fields:\n  f: { offset: 0, type: crc, algorithm: crc8, range: { offset: 1, length: 9007199254740991 } }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:3: fields\.f\.range: 9007199254740991 bytes are more than/,
    ],
    [
      'a field of a record that no memory could hold',
      'records:\n  r:\n    { offset: 0, slots: 1, stride: 8, sequence: s, fields: { s: { offset: 0, type: bytes, length: 4000000000 } } }\n',
      'LAYOUT_INVALID',
      /otp\.yaml:4: records\.r\.fields\.s\.length: 4000000000 bytes are more than/,
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
