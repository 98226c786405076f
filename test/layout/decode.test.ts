import { describe, expect, it } from 'vitest';
import {
  decodeLayout,
  encodeLayout,
  type Layout,
  type ReadBytes,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { layoutOf, oneField, useBanks } from './banks.js';

const banks = useBanks();

/** A reader over a whole blank bank with some bytes written at offsets. */
function memory({ bank }: Layout, written: { readonly [offset: number]: string } = {}): ReadBytes {
  const { base, size, erasedValue } = bank.otp;
  const content = new Uint8Array(size).fill(erasedValue);
  for (const [offset, digits] of Object.entries(written))
    content.set(Buffer.from(digits, 'hex'), Number(offset));
  return (address, length) =>
    address < base || address + length > base + size
      ? undefined
      : content.slice(address - base, address - base + length);
}

describe('decodeLayout', () => {
  it.each(['f4', 'l4'] as const)('says blank, never a value, of unwritten memory on %s', (bank) => {
    const layout = layoutOf(
      banks[bank],
      'fields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: utf8, length: 8, pad: 0xFF, allowBlank: true }\n' +
        '  c: { offset: 16, type: crc, algorithm: crc32, over: [a, b] }\n',
    );
    for (const field of decodeLayout(layout, memory(layout))) {
      expect(field.state).toBe('blank');
      expect(field).not.toHaveProperty('value');
    }
  });

  it('says absent of what cannot be read', () => {
    const layout = oneField(banks.l4, 'type: u64');
    expect(decodeLayout(layout, () => undefined)).toEqual([
      { name: 'f', type: 'u64', address: 0x1fff7000, length: 8, secret: false, state: 'absent' },
    ]);
  });

  it('says unreadable of what a chip does not give', () => {
    const body = 'fields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: u64 }\n';
    const layout = layoutOf(banks.l4, body);
    const read: ReadBytes = (address, length) => (address < 0x1fff7008 ? undefined : new Uint8Array(length));
    expect(decodeLayout(layout, read, 'unreadable').map(({ state }) => state)).toEqual([
      'unreadable',
      'value',
    ]);
  });

  it('says blank, as wanted, of a constant of all ones', () => {
    const constant = (bytes: string, rest: string) =>
      decodeLayout(oneField(banks.f4, rest), memory(oneField(banks.f4, rest), { 0: bytes }))[0];
    expect(constant('FFFF', 'type: u16, const: 0xFFFF, allowBlank: true')).toMatchObject({
      state: 'blank',
      value: 0xffff,
      text: '0xFFFF (blank, as wanted)',
    });
    expect(constant('FFFF', 'type: u16, const: 1')).toEqual(
      expect.not.objectContaining({ text: expect.anything() }),
    );
    expect(constant('FFFF', 'type: u16, default: 0xFFFF, allowBlank: true')).not.toHaveProperty('text');
    expect(constant('FEFF', 'type: u16, const: 0xFFFF, allowBlank: true')).toMatchObject({
      state: 'invalid',
    });
  });

  it('says partial of a field whose write units are written in part', () => {
    const layout = oneField(banks.l4, 'type: bytes, length: 16');
    expect(decodeLayout(layout, memory(layout, { 8: '0011223344556677' }))).toMatchObject([
      { state: 'partial' },
    ]);
  });

  it('takes all ones for a value where a neighbour proves that the unit is written', () => {
    const layout = layoutOf(
      banks.l4,
      'fields:\n  a: { offset: 0, type: u32 }\n  b: { offset: 4, type: u32 }\n',
    );
    expect(decodeLayout(layout, memory(layout, { 4: '01000000' }))).toMatchObject([
      { state: 'value', value: 0xffffffff },
      { state: 'value', value: 1, text: '1 (0x00000001)' },
    ]);
  });

  it.each([
    ['a value out of range', 'type: u8, max: 9', '0A', /must be 0 to 9/],
    ['text with a stray byte', 'type: ascii, length: 4, pad: 0', '41FF4200', /UTF-8|ASCII/],
    [
      'text that breaks the pattern',
      'type: ascii, length: 4, pad: 0, pattern: "[A-Z]+"',
      '41613000',
      /pattern/,
    ],
    ['a foreign prefix', 'type: mac, prefix: "02"', '040000000001', /must begin with 02/],
    ['a day that is none', 'type: date, encoding: bcd', '20261301', /calendar/],
    ['a wrong constant', 'type: u16, const: 1', '0200', /constant/],
  ])('says invalid of %s', (_what, field, digits, problem) => {
    const layout = oneField(banks.f4, field);
    expect(decodeLayout(layout, memory(layout, { 0: digits }))).toMatchObject([
      { state: 'invalid', problem: expect.stringMatching(problem) },
    ]);
  });

  it('checks a crc against the bytes that were read', () => {
    const layout = layoutOf(
      banks.f4,
      'fields:\n  a: { offset: 0, type: u16 }\n  c: { offset: 2, type: crc, algorithm: crc16-xmodem, over: [a], endian: big }\n',
    );
    const { image } = encodeLayout(layout, unitDataFromObject({ a: 0x1234 }));
    const digits = Buffer.from(image.read(0x1fff7800, 4) ?? []).toString('hex');
    expect(decodeLayout(layout, memory(layout, { 0: digits }))[1]).toMatchObject({
      state: 'value',
      crcOk: true,
    });
    expect(decodeLayout(layout, memory(layout, { 0: `35${digits.slice(2)}` }))[1]).toMatchObject({
      state: 'invalid',
      crcOk: false,
      problem: expect.stringContaining('does not match'),
    });
    const onlyCrc: ReadBytes = (at, length) =>
      at === 0x1fff7802 ? memory(layout, { 0: digits })(at, length) : undefined;
    const [, crc] = decodeLayout(layout, onlyCrc);
    expect(crc).toMatchObject({ state: 'value' });
    expect(crc).not.toHaveProperty('crcOk');
  });

  it('does not tell what a secret crc should be', () => {
    const crc = (secret: boolean) =>
      layoutOf(
        banks.f4,
        `fields:\n  a: { offset: 0, type: u8 }\n  c: { offset: 1, type: crc, algorithm: crc8, over: [a], secret: ${secret} }\n`,
      );
    const problem = (layout: Layout) => decodeLayout(layout, memory(layout, { 0: '0100' }))[1]?.problem;
    expect(problem(crc(false))).toContain('0x07');
    expect(problem(crc(true))).not.toContain('0x07');
  });

  it('marks a secret field', () => {
    const layout = oneField(banks.f4, 'type: u8, secret: true');
    expect(decodeLayout(layout, memory(layout, { 0: '01' }))).toMatchObject([{ secret: true, value: 1 }]);
  });
});
