import { describe, expect, it } from 'vitest';
import { encodeLayout } from '../../src/layout/index.js';
import { banks, bytesOf, encoded, readAs, second } from './one-field-2.js';

describe('a unary counter', () => {
  const counter = 'type: unary, bytes: 2, from: lsb';
  it.each([
    ['lsb', '', 0, 'ffff'],
    ['lsb', '', 3, 'f8ff'],
    ['lsb', '', 16, '0000'],
    ['lsb', ', endian: big', 9, 'fe00'],
    ['msb', '', 3, 'ff1f'],
    ['msb', ', endian: big', 3, '1fff'],
  ])('from the %s%s has %i bits cleared', (from, more, value, hex) => {
    const field = `type: unary, bytes: 2, from: ${from}${more}`;
    expect(bytesOf(field, value)).toBe(hex);
    expect(readAs(field, hex)).toMatchObject({
      state: value === 0 ? 'blank' : 'value',
      value,
      text: `${value}`,
    });
  });

  it('is invalid with a gap', () => {
    expect(readAs(counter, 'fdff')).toMatchObject({
      state: 'invalid',
      problem: 'has 1 cleared bits that do not follow each other from the lsb',
    });
  });

  it('takes no more than its bits, and no less than 0', () => {
    expect(() => bytesOf(counter, 17)).toThrow(/must be 0 to 16, the bits of the field/);
    expect(() => bytesOf(counter, '-1')).toThrow(/must be a whole number/);
  });

  it('is refused where a unit is written only once', () => {
    expect(() => second(counter, banks.l4)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_INVALID',
        message: expect.stringMatching(/fields\.f\.type: .*stm32l4-otp/),
      }),
    );
  });
});

describe('a text with an end byte', () => {
  const board = 'type: ascii, length: 8, end: 0x00, pad: 0xFF';
  it.each([
    ['has its end before the pad', board.replace('0xFF', '0x20'), 'AB', '4142002020202020'],
    ['may have all the room but that of the end', board, 'ABCDEFG', '4142434445464700'],
    ['may be empty', board.replace('0xFF', '0x20'), '', '0020202020202020'],
    ['may have one byte as end and pad', board.replace('0xFF', '0'), 'AB', '4142000000000000'],
    ['may end with the pad', board.replace('0xFF', '0x20'), 'A ', '4120002020202020'],
  ])('%s', (_, field, value, hex) => {
    expect(bytesOf(field, value)).toBe(hex);
    expect(readAs(field, hex)).toMatchObject({ state: 'value', value });
  });

  it.each([
    ['no end byte', '4142434445464748', 'has no end byte 0x00'],
    [
      'something behind its end',
      '41420020ffffffff',
      'has 0x20 at byte 3, behind its end, and not the pad 0xFF',
    ],
  ])('is invalid with %s', (_, hex, problem) => {
    expect(readAs(board, hex)).toMatchObject({ state: 'invalid', problem });
  });

  it('leaves room for its end, and holds none', () => {
    expect(() => bytesOf(board, 'ABCDEFGH')).toThrow(/has 8 bytes, but the field holds 7 and the end byte/);
    expect(() => bytesOf(board.replace('0x00', '0x2E'), 'A.B')).toThrow(/must not hold 0x2E, the end byte/);
  });

  it.each([
    ['without a pad', 'type: ascii, length: 8, end: 0', /end: needs a "pad" byte/],
    [
      'on the right',
      'type: ascii, length: 8, end: 0, pad: 0xFF, align: right',
      /end: is for text that begins at the start/,
    ],
  ])('is refused %s', (_, field, message) => {
    expect(() => second(field)).toThrow(message);
  });
});

describe('the UID of the die', () => {
  const uid = Uint8Array.from({ length: 12 }, (_, index) => index + 1);
  const hex = Buffer.from(uid).toString('hex');
  const field = 'type: uid';

  it('is written as the die has it, and nobody gives it', () => {
    const { image } = encodeLayout(second(field), new Map(), { uid });
    expect(image.segments[0]?.bytes).toEqual(uid);
    expect(() => bytesOf(field, hex)).toThrow(expect.objectContaining({ code: 'LAYOUT_FIELD_FIXED' }));
    expect(() => encoded(field, new Map())).toThrow(expect.objectContaining({ code: 'LAYOUT_UID_NEEDED' }));
  });

  it('is compared with that of the chip which is read', () => {
    expect(readAs(field, hex)).toMatchObject({ state: 'value', value: hex.toUpperCase() });
    expect(readAs(field, hex, uid)).toMatchObject({ state: 'value' });
    expect(readAs(field, hex, uid.toReversed())).toMatchObject({
      state: 'invalid',
      problem: 'is the UID of another die',
    });
  });

  it('has no default', () => {
    expect(() => second(`${field}, default: "${hex}"`)).toThrow(expect.objectContaining({ code: 'SCHEMA' }));
  });
});
