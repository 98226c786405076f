import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { decodeLayout, encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { oneField, useBanks } from './banks.js';

const banks = useBanks();

const hexBytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());
const address = (length: number) => hexBytes(length).map((digits) => digits.match(/../g)?.join(':') ?? '');
const days = fc
  .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const seconds = fc
  .integer({ min: 0, max: 0xffffffff })
  .map((value) => new Date(value * 1000).toISOString().replace('.000Z', 'Z').replace('T00:00:00Z', ''));
const ascii = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', maxLength });
const utf8 = fc
  .string({ unit: 'binary', maxLength: 8 })
  .filter((text) => Buffer.byteLength(text) <= 24 && !/\p{Cc}|\p{Surrogate}/u.test(text));

const cases: ReadonlyArray<readonly [string, string, fc.Arbitrary<string | number>]> = [
  ['u8', 'type: u8', fc.integer({ min: 0, max: 0xff })],
  ['u16', 'type: u16', fc.integer({ min: 0, max: 0xffff })],
  ['u16 big', 'type: u16, endian: big', fc.integer({ min: 0, max: 0xffff })],
  ['u32', 'type: u32', fc.integer({ min: 0, max: 0xffffffff })],
  ['u32 big', 'type: u32, endian: big', fc.integer({ min: 0, max: 0xffffffff })],
  ['u64', 'type: u64', fc.bigInt(0n, 2n ** 64n - 1n).map(String)],
  ['u64 big', 'type: u64, endian: big', fc.bigInt(0n, 2n ** 64n - 1n).map(String)],
  ['bytes', 'type: bytes, length: 19', hexBytes(19)],
  ['ascii', 'type: ascii, length: 16, pad: 0', ascii(16)],
  ['ascii right', 'type: ascii, length: 12, pad: 0, align: right', ascii(12)],
  [
    'ascii exact',
    'type: ascii, length: 5',
    fc.string({ unit: 'grapheme-ascii', minLength: 5, maxLength: 5 }),
  ],
  ['utf8', 'type: utf8, length: 24, pad: 0', utf8],
  ['utf8 padded with ones', 'type: utf8, length: 24, pad: 0xFF, align: right', utf8],
  ['mac', 'type: mac', address(6)],
  ['eui64', 'type: eui64', address(8)],
  ['uuid', 'type: uuid', fc.uuid()],
  ['unix32', 'type: date, encoding: unix32', seconds],
  ['unix32 big', 'type: date, encoding: unix32, endian: big', seconds],
  ['bcd', 'type: date, encoding: bcd', days],
  ['ymd', 'type: date, encoding: ymd', days],
  ['ymd big', 'type: date, encoding: ymd, endian: big', days],
];

describe.each(cases)('a field of %s', (_name, field, values) => {
  it.each(['f4', 'l4'] as const)('decodes to what was encoded on %s', (key) => {
    const layout = oneField(banks[key], `${field}, allowBlank: true`, 'fill: 0x00\n');
    fc.assert(
      fc.property(values, (value) => {
        const { image } = encodeLayout(layout, unitDataFromObject({ f: value }));
        const [decoded] = decodeLayout(layout, (at, length) => image.read(at, length));
        if (isUnwritten(banks[key], image.segments)) expect(decoded).toMatchObject({ state: 'blank' });
        else expect(decoded).toMatchObject({ state: 'value', value });
      }),
    );
  });

  it('decodes any bytes without throwing, and a value encodes to the same bytes', () => {
    const layout = oneField(banks.f4, field);
    const length = layout.fields[0]?.length ?? 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
        const [decoded] = decodeLayout(layout, () => bytes);
        if (decoded?.state !== 'value') return;
        const { image } = encodeLayout(layout, unitDataFromObject({ f: decoded.value }));
        expect(image.segments.flatMap((segment) => [...segment.bytes])).toEqual([...bytes]);
      }),
    );
  });
});

function isUnwritten(bank: Bank, segments: readonly { readonly bytes: Uint8Array }[]): boolean {
  return segments.every(({ bytes }) => bytes.every((byte) => byte === bank.otp.erasedValue));
}
