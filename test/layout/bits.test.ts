import { describe, expect, it } from 'vitest';
import {
  mergeUnitData,
  unitDataFromCsv,
  unitDataFromJson,
  unitDataFromSettings,
} from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { bytesOf, encoded, readAs, second } from './one-field-2.js';

const flags =
  'type: bits, bytes: 1, unused: 1, bits: { secure: 0, lang: { at: 1, width: 3, names: { de: 1, zh: 2 } } }';
const wide =
  'type: bits, bytes: 8, bits: { low: { at: 0, width: 8, default: 7 }, high: { at: 8, width: 56 } }';

describe('a field of bits', () => {
  it.each([
    ['an object', flags, { secure: 1, lang: 'de' }, 'f3'],
    ['an object with the number of a name', flags, { secure: 0, lang: 2 }, 'f4'],
    ['one text', flags, 'secure=1 lang=de', 'f3'],
    ['one text with a comma', flags, 'lang=zh, secure=0', 'f4'],
    ['a default', wide, { high: '0x1' }, '0701000000000000'],
    ['the other byte order', `${wide}, endian: big`, { high: 1, low: 2 }, '0000000000000102'],
    ['unused bits of zero', 'type: bits, bytes: 2, bits: { a: 9 }', { a: 1 }, '0002'],
  ])('takes %s', (_, field, value, hex) => {
    expect(bytesOf(field, value)).toBe(hex);
  });

  it.each([
    ['its bits', { secure: 1, lang: 'de' }, 'f3', 'secure=1, lang=de'],
    ['the first name', { secure: 0, lang: 'zh' }, 'f4', 'secure=0, lang=zh'],
  ])('is read as %s', (_, value, hex, text) => {
    expect(readAs(flags, hex)).toMatchObject({ state: 'value', value, text });
  });

  it('shows more than 48 bits as a string', () => {
    expect(readAs(wide, '07ffffffffffff00')?.value).toEqual({ low: 7, high: '281474976710655' });
  });

  it.each([
    ['a number without a name', 'ff', 'has lang, which is 7, which has no name: de, zh are the values'],
    ['an unused bit', '73', 'has bit 7, which is not used, as 0 and not 1'],
  ])('is invalid where the chip holds %s', (_, hex, problem) => {
    expect(readAs(`${flags}, allowBlank: true`, `${hex}00`)).toMatchObject({
      state: hex === 'ff' ? 'blank' : 'invalid',
    });
    const state = readAs(flags.replace('unused: 1', 'unused: 0'), hex === 'ff' ? '0f' : '73');
    expect(state).toMatchObject({ state: 'invalid', ...(hex === 'ff' ? { problem } : {}) });
    if (hex !== 'ff') expect(readAs(flags, hex)).toMatchObject({ problem });
  });

  it('names every bit that has no value', () => {
    expect(() => encoded(flags, new Map())).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_VALUE_MISSING',
        message: expect.stringMatching(/f\.secure \(otp\.yaml:3\), f\.lang \(otp\.yaml:3\)/),
      }),
    );
    expect(() => bytesOf(flags, { secure: 1 })).toThrow(/no value is given for f\.lang \(/);
  });

  it.each([
    ['a value that is too large', { secure: 2, lang: 'de' }, /f\.secure: 2 must be 0 to 1 to fit 1 bit/],
    ['a name that is not there', { secure: 1, lang: 'fr' }, /f\.lang: "fr" must be one of de, zh/],
    ['a text without a bit', 'secure=1', /f: "secure=1" gives no value for lang/],
    ['a bit twice', 'secure=1 secure=0 lang=de', /gives secure twice/],
    ['another bit', 'secure=1 lang=de fast=1', /has no bit called fast/],
    ['more than a name and a value', 'secure=1=0 lang=de', /must be of the form "secure=1 lang=de"/],
    ['a number', 3, /must be of the form/],
    [
      'the text of two values in one bit',
      { secure: '1 lang=zh', lang: 'de' },
      /f\.secure: .* must be a whole number/,
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => bytesOf(flags, value)).toThrow(expect.objectContaining({ code: 'LAYOUT_VALUE' }));
    expect(() => bytesOf(flags, value)).toThrow(message);
  });

  it('refuses the bit of another name, and one that a constant has', () => {
    expect(() => bytesOf(flags, { secure: 1, lang: 'de', fast: 1 })).toThrow(/no field called "f\.fast"/);
    const constant = `${flags}, const: "secure=1 lang=de"`;
    expect(() => bytesOf(constant, { secure: 0 })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_FIELD_FIXED' }),
    );
    expect(encoded(constant, new Map())).toBe('f3');
  });

  it('takes single bits over a default, and over the text of a file', () => {
    const layout = `${flags}, default: "secure=1 lang=de"`;
    expect(encoded(layout, new Map())).toBe('f3');
    expect(encoded(layout, unitDataFromSettings(['f.secure=0']))).toBe('f2');
    const file = unitDataFromJson('{"f": "secure=1 lang=zh"}', 'unit.json');
    expect(encoded(flags, mergeUnitData(file, unitDataFromSettings(['f.lang=de'])))).toBe('f3');
  });

  it('takes a later text over earlier bits', () => {
    const file = unitDataFromJson('{"f": {"secure": 1, "lang": "zh"}}', 'unit.json');
    const set = unitDataFromSettings(['f=secure=0 lang=de']);
    expect(encoded(flags, mergeUnitData(file, set))).toBe('f2');
  });

  it('has columns for its bits', () => {
    expect(encoded(flags, unitDataFromCsv('f.secure,f.lang\n1,de\n', 'units.csv', 1))).toBe('f3');
    expect(encoded(flags, unitDataFromCsv('f\n"secure=0, lang=zh"\n', 'units.csv', 1))).toBe('f4');
  });

  it.each([
    [
      'bits beyond its bytes',
      'bits: { a: { at: 6, width: 3 } }',
      /bits: a ends at bit 8, and 1 byte end at 7/,
    ],
    ['bits that overlap', 'bits: { a: { at: 0, width: 3 }, b: 2 }', /bits: b overlaps a/],
    [
      'a name of a number that does not fit',
      'bits: { a: { at: 0, names: { x: 2 } } }',
      /bits: a has a value that must be 0 to 1/,
    ],
    [
      'two names of one number',
      'bits: { a: { at: 0, names: { x: 1, y: 1 } } }',
      /bits: a has two names of one number/,
    ],
    [
      'a default that does not fit',
      'bits: { a: { at: 0, default: 2 } }',
      /bits: a has a value that must be 0 to 1/,
    ],
    ['no bit', 'bits: {}', /bits: names no bit/],
    ['unique values', 'bits: { a: 0 }, unique: true', /unique: bits cannot identify a unit/],
  ])('has no %s', (_, bits, message) => {
    expect(() => second(`type: bits, bytes: 1, ${bits}`)).toThrow(message);
  });

  it('is read as it was given, whatever its bits', () => {
    const groups = fc.array(
      fc.record({ width: fc.integer({ min: 1, max: 20 }), gap: fc.integer({ min: 0, max: 2 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    const shape = fc.record({
      groups,
      endian: fc.constantFrom('little', 'big'),
      unused: fc.constantFrom(0, 1),
      raw: fc.bigInt(0n, 2n ** 64n - 1n),
    });
    fc.assert(
      fc.property(shape, ({ groups: parts, endian, unused, raw }) => {
        let at = 0;
        const values: Record<string, number> = {};
        const bits = parts.flatMap(({ width, gap }, index) => {
          const start = at + gap;
          if (start + width > 64) return [];
          at = start + width;
          values[`b${index}`] = Number((raw >> BigInt(start)) & ((1n << BigInt(width)) - 1n));
          return [`b${index}: { at: ${start}, width: ${width} }`];
        });
        const field = `type: bits, bytes: 8, endian: ${endian}, unused: ${unused}, allowBlank: true, bits: { ${bits.join(', ')} }`;
        const hex = bytesOf(field, values);
        const read = readAs(field, hex);
        if (/^f+$/.test(hex)) expect(read?.state).toBe('blank');
        else expect(read).toMatchObject({ state: 'value', value: values });
        if (read?.value !== undefined) expect(bytesOf(field, read.value)).toBe(hex);
        if (read?.text !== undefined) expect(bytesOf(field, read.text)).toBe(hex);
      }),
    );
  });
});
