import { describe, expect, it } from 'vitest';
import { crc, crcNamed, encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { useBanks } from './banks.js';

const banks = useBanks();

/** A layout of the text "123456789" and its CRC behind it. */
const layoutOf = (algorithm: string, endian = 'big', text = 'length: 9') =>
  parseLayout(
    `format: otpforge.layout/2\nfields:\n  text: { offset: 0, type: ascii, ${text} }\n` +
      `  f: { offset: 16, type: crc, endian: ${endian}, over: [text], algorithm: ${algorithm} }\n`,
    'otp.yaml',
    banks.f4,
  );

const checkOf = (algorithm: string) => {
  const { image } = encodeLayout(layoutOf(algorithm), unitDataFromObject({ text: '123456789' }));
  return Buffer.from(image.segments.at(-1)?.bytes ?? []).toString('hex');
};

// From the catalogue of parametrised CRC algorithms: width, poly, init, refIn, refOut, xorOut, check.
const catalogue = [
  ['CRC-8/AUTOSAR', 8, '0x2F', '0xFF', false, false, '0xFF', '0xDF'],
  ['CRC-8/DARC, whose initial value is 0', 8, '0x39', 0, true, true, 0, '0x15'],
  ['CRC-16/ARC', 16, '0x8005', 0, true, true, 0, '0xBB3D'],
  ['CRC-16/RIELLO, whose initial value is no palindrome', 16, '0x1021', '0xB2AA', true, true, 0, '0x63D0'],
  ['CRC-24/OPENPGP', 24, '0x864CFB', '0xB704CE', false, false, 0, '0x21CF02'],
  ['CRC-24/BLE', 24, '0x00065B', '0x555555', true, true, 0, '0xC25A56'],
  ['CRC-32/XFER', 32, '0x000000AF', 0, false, false, 0, '0xBD0BE338'],
  ['CRC-40/GSM', 40, '0x0004820009', 0, false, false, '0xFFFFFFFFFF', '0xD4164FC646'],
  ['CRC-64/ECMA-182', 64, '0x42F0E1EBA9EA3693', 0, false, false, 0, '0x6C40DF5F0B497347'],
  [
    'CRC-64/XZ',
    64,
    '0x42F0E1EBA9EA3693',
    '0xFFFFFFFFFFFFFFFF',
    true,
    true,
    '0xFFFFFFFFFFFFFFFF',
    '0x995DC9BBDF1939FA',
  ],
] as const;

const quoted = (value: string | number) => (typeof value === 'string' ? `"${value}"` : value);

describe('a CRC by its parameters', () => {
  it.each(catalogue)('gives the check value of %s', (_, width, poly, init, refIn, refOut, xorOut, check) => {
    const text = (value: string | number) =>
      `{ width: ${width}, poly: ${quoted(poly)}, init: ${quoted(init)}, refIn: ${refIn}, refOut: ${refOut}, xorOut: ${quoted(xorOut)}, check: ${quoted(value)} }`;
    expect(checkOf(text(check))).toBe(check.slice(2).toLowerCase());
    const wrong = `0x${(BigInt(check) ^ 1n).toString(16)}`;
    expect(() => layoutOf(text(wrong))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_INVALID',
        message: expect.stringMatching(
          /otp\.yaml:4: fields\.f\.algorithm: these parameters give 0x[0-9A-F]+ for "123456789"/,
        ),
      }),
    );
  });

  it('turns the result alone where bytes are not turned, and the other way round', () => {
    // CRC-16 with poly 1021: register and result told apart by an implementation that goes bit by bit.
    const slow = (bytes: Iterable<number>, refIn: boolean, refOut: boolean) => {
      let register = 0x1d0f;
      for (const byte of bytes) {
        for (let bit = 0; bit < 8; bit += 1) {
          const next = (byte >> (refIn ? bit : 7 - bit)) & 1;
          const top = (register >> 15) & 1;
          register = ((register << 1) & 0xffff) ^ (top ^ next ? 0x1021 : 0);
        }
      }
      if (!refOut) return register;
      return Number.parseInt(register.toString(2).padStart(16, '0').split('').reverse().join(''), 2);
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.boolean(), fc.boolean(), (bytes, refIn, refOut) => {
        const parameters = { width: 16, poly: 0x1021n, init: 0x1d0fn, refIn, refOut, xorOut: 0n } as const;
        expect(Number(crc({ ...parameters, feed: 'bytes' }, bytes))).toBe(slow(bytes, refIn, refOut));
      }),
    );
  });

  it('is the same in 32 bits and, in a wider register, shifted up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        // A polynomial times x^8 leaves the remainder times x^8.
        const mpeg2 = crcNamed('crc32-mpeg2');
        const wide = { ...mpeg2, width: 40, poly: mpeg2.poly << 8n, init: mpeg2.init << 8n };
        expect(crc(wide, bytes)).toBe(crc(mpeg2, bytes) << 8n);
      }),
    );
  });

  it('takes words as the CRC unit of an STM32 does', () => {
    const words =
      '{ width: 32, poly: 0x04C11DB7, init: 0xFFFFFFFF, refIn: false, refOut: false, xorOut: 0, feed: words, check: 0xFEFC54F9 }';
    const bytes = (algorithm: string) =>
      encodeLayout(layoutOf(algorithm, 'little', 'length: 8'), unitDataFromObject({ text: 'SN-00042' })).image
        .segments;
    expect(bytes(words)).toEqual(bytes('crc32-stm32'));
    expect(() => layoutOf(words)).toThrow(
      /a CRC with feed: words takes words of 4 bytes, but 9 bytes are covered/,
    );
  });

  it.each([
    ['a part of a byte', 'width: 12, poly: 0x80F', /whole bytes/],
    ['more than 64 bits', 'width: 72, poly: 1', /width/],
    ['a polynomial of more bits', 'width: 8, poly: 0x107', /poly 0x107 does not fit a width of 8/],
    ['a number that YAML has rounded', 'width: 64, poly: 0x42F0E1EBA9EA3693', /poly/],
  ])('has no %s', (_, head, message) => {
    const algorithm = `{ ${head}, init: 0, refIn: false, refOut: false, xorOut: 0, check: 0 }`;
    expect(() => layoutOf(algorithm)).toThrow(message);
  });
});
