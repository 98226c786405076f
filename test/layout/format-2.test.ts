import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLayout, encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();

/** A layout of format 2 with one field called f at the start of the F4 bank. */
const second = (field: string) =>
  parseLayout(`format: otpforge.layout/2\nfields:\n  f: { offset: 0, ${field} }\n`, 'otp.yaml', banks.f4);

const bytesOf = (field: string, value: string | number) =>
  Buffer.from(
    encodeLayout(second(field), unitDataFromObject({ f: value })).image.segments[0]?.bytes ?? [],
  ).toString('hex');

const readAs = (field: string, hex: string) => {
  const bytes = Buffer.from(hex, 'hex');
  const base = banks.f4.otp.base;
  return decodeLayout(second(field), (at, length) => {
    const from = at - base;
    return from + length <= bytes.length
      ? Uint8Array.from(bytes.subarray(from, from + length))
      : new Uint8Array(length).fill(0xff);
  })[0];
};

describe('a value of layout format 2', () => {
  it.each([
    ['u24, big', 'type: u24, endian: big', 0x123456, '123456', 0x123456],
    ['u24, little', 'type: u24', 0x123456, '563412', 0x123456],
    ['u48 as a number', 'type: u48', 2 ** 47, '000000000080', 2 ** 47],
    ['u56 as a string', 'type: u56, endian: big', '72057594037927934', 'fffffffffffffe', '72057594037927934'],
    ['i8', 'type: i8', -2, 'fe', -2],
    ['i16 from text', 'type: i16, endian: big', '-300', 'fed4', -300],
    ['i24, the smallest', 'type: i24', -0x800000, '000080', -0x800000],
    ['i64 as a string', 'type: i64', '-9223372036854775808', '0000000000000080', '-9223372036854775808'],
    ['a name', 'type: u8, names: { black: 1, white: "0x02" }', 'white', '02', 'white'],
    ['the number of a name', 'type: u8, names: { black: 1, white: 2 }', 1, '01', 'black'],
    ['a negative name', 'type: i8, names: { none: -5, one: 1 }', 'none', 'fb', 'none'],
    ['f32', 'type: f32', 0.1, 'cdcccc3d', 0.1],
    ['f32 from text, big', 'type: f32, endian: big', '-1.5e3', 'c4bb8000', -1500],
    ['f64', 'type: f64, endian: big', '1.1', '3ff199999999999a', 1.1],
    ['a version', 'type: version, parts: [u8, u8, u16]', '1.0.513', '01000102', '1.0.513'],
    ['a version, big', 'type: version, parts: [u8, u16], endian: big', '7.258', '070102', '7.258'],
    [
      'a MAC turned round',
      'type: mac, endian: little',
      '02:00:5E:10:00:2A',
      '2a00105e0002',
      '02:00:5E:10:00:2A',
    ],
  ])('is %s', (_, field, value, hex, read) => {
    expect(bytesOf(field, value)).toBe(hex);
    expect(readAs(field, hex)).toMatchObject({ state: 'value', value: read });
  });

  it.each([
    ['a number beyond 24 bits', 'type: u24', 0x1000000, /must be 0 to 16777215 to fit a u24/],
    ['a number below 8 bits', 'type: i8', -129, /must be -128 to 127 to fit an i8/],
    ['less than its minimum', 'type: i8, min: -64, max: 63', -65, /must be -64 to 63/],
    ['a number without a name', 'type: u8, names: { a: 1, b: 2 }', 3, /must be one of a, b/],
    ['a name that is not there', 'type: u8, names: { a: 1, b: 2 }', 'c', /must be one of a, b/],
    ['what every object has', 'type: u8, names: { a: 1, b: 2 }', 'constructor', /must be one of a, b/],
    ['-0', 'type: f32', -0, /is -0/],
    ['-0 as text', 'type: f64', '-0.0', /is -0/],
    ['no number', 'type: f32', 'nan', /must be a number such as 1\.5/],
    ['an infinity', 'type: f32', 'Infinity', /must be a number such as 1\.5/],
    ['too much for 32 bits', 'type: f32', 1e39, /is too large for an f32/],
    ['too much for 64 bits', 'type: f64', '1e400', /is not a finite number/],
    ['what 32 bits round to 0', 'type: f32', 1e-50, /is too small for an f32: it would be 0/],
    ['what 64 bits round to 0', 'type: f64', '1e-400', /is too small: it would be 0/],
    ['a decimal comma', 'type: f32', '1,5', /must be a number such as 1\.5/],
    ['more than its maximum', 'type: f32, max: 1.5', 1.6, /must be the least to 1\.5/],
    [
      'a version as a number',
      'type: version, parts: [u8, u8]',
      1.2,
      /must be a version of 2 numbers in a string/,
    ],
    ['a part too few', 'type: version, parts: [u8, u8]', '1', /must be a version of 2 numbers/],
    ['a leading zero', 'type: version, parts: [u8, u8]', '1.02', /must be a version of 2 numbers/],
    ['a part too large', 'type: version, parts: [u8, u8]', '1.256', /has 256 as part 2, a u8: 255 at most/],
  ])('is not %s', (_, field, value, rule) => {
    expect(() => bytesOf(field, value)).toThrow(expect.objectContaining({ code: 'LAYOUT_VALUE' }));
    expect(() => bytesOf(field, value)).toThrow(rule);
  });

  it.each([
    [
      'a number without a name',
      'type: u8, names: { a: 1 }',
      '07',
      /is 7, which has no name: a are the values/,
    ],
    ['NaN', 'type: f32', '0000c07f', /is not a finite number/],
    ['an infinity', 'type: f32', '0000807f', /is not a finite number/],
    ['-0', 'type: f32', '00000080', /is -0/],
  ])('is invalid where the chip holds %s', (_, field, hex, problem) => {
    expect(readAs(field, hex)).toMatchObject({ state: 'invalid', problem: expect.stringMatching(problem) });
  });

  it.each([
    ['two names of one number', 'type: u8, names: { a: 1, b: "0x1" }', /names: a and b are both 1/],
    ['a name of a number that does not fit', 'type: u8, names: { a: 256 }', /names: a must be 0 to 255/],
    ['a name of a number beyond the limits', 'type: u8, max: 3, names: { a: 4 }', /names: a must be 0 to 3/],
    ['a name like a number', 'type: u8, names: { "1": 1 }', /the name of a number begins with a letter/],
    ['limits in the wrong order', 'type: f32, min: 2, max: 1', /max: must not be below min, 2/],
    ['a limit that is no number', 'type: f32, min: low', /min: must be a number/],
    [
      'a default that its names do not have',
      'type: u8, names: { a: 1 }, default: b',
      /the value must be one of a/,
    ],
    ['a version of one part', 'type: version, parts: [u8]', /parts/],
  ])('has no %s', (_, field, message) => {
    expect(() => second(field)).toThrow(message);
  });

  const any = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  it.each([
    ['f64', any],
    ['f32', fc.float({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))],
  ] as const)('is read as the %s that was given', (type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const read = readAs(
          `type: ${type}, allowBlank: true`,
          bytesOf(`type: ${type}, allowBlank: true`, value),
        );
        expect(read?.state).toBe('value');
        const held = Number(read?.value);
        expect(type === 'f32' ? Math.fround(held) : held).toBe(value);
      }),
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of %i bytes is read as the integer that was given', (size) => {
    const bits = BigInt(8 * size);
    const cases = fc.record({
      isSigned: fc.boolean(),
      endian: fc.constantFrom('little', 'big'),
      raw: fc.bigInt(0n, (1n << bits) - 1n),
    });
    fc.assert(
      fc.property(cases, ({ isSigned, endian, raw }) => {
        const value = isSigned ? BigInt.asIntN(8 * size, raw) : raw;
        const field = `type: ${isSigned ? 'i' : 'u'}${bits}, endian: ${endian}, allowBlank: true`;
        const read = readAs(field, bytesOf(field, `${value}`));
        if (raw === (1n << bits) - 1n) expect(read?.state).toBe('blank');
        else expect(String(read?.value)).toBe(`${value}`);
      }),
    );
  });
});

describe('what format 1 says', () => {
  it.each([
    'type: u24',
    'type: i8',
    'type: f32',
    'type: version, parts: [u8, u8]',
    'type: mac, endian: little',
  ])('has no %s', (field) => {
    expect(() => layoutOf(banks.f4, `fields:\n  f: { offset: 0, ${field} }\n`)).toThrow(
      expect.objectContaining({ code: 'SCHEMA' }),
    );
  });

  it('means the same in format 2', () => {
    for (const file of ['firmware/example/otp-f401.yaml', 'firmware/example/otp-l476.yaml']) {
      const bank = file.includes('f401') ? banks.f4 : banks.l4;
      const first = readFileSync(file, 'utf8');
      expect(first).toContain('otpforge.layout/1');
      const data = unitDataFromObject(JSON.parse(readFileSync('firmware/example/unit.json', 'utf8')));
      const image = (text: string) => encodeLayout(parseLayout(text, file, bank), data).image.segments;
      expect(image(first.replace('layout/1', 'layout/2'))).toEqual(image(first));
    }
  });
});
