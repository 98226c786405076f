import { describe, expect, it } from 'vitest';
import { decodeLayout, encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { useBanks } from './banks.js';

const banks = useBanks();

const second = (fields: string, rest = '') =>
  parseLayout(`format: otpforge.layout/2\n${rest}fields: { ${fields} }\n`, 'otp.yaml', banks.f4);

/** A check called c over 16 bytes called f. */
const over16 = (check: string) =>
  second(`f: { offset: 0, type: bytes, length: 16 }, c: { offset: 0x20, ${check} }`);

function checkOf(layout: ReturnType<typeof second>, values: Record<string, unknown>) {
  const { image } = encodeLayout(layout, unitDataFromObject(values));
  return Buffer.from(
    image.read(layout.fields.find(({ name }) => name === 'c')?.address ?? 0, lengthOf(layout)) ?? [],
  ).toString('hex');
}

const lengthOf = (layout: ReturnType<typeof second>) =>
  layout.fields.find(({ name }) => name === 'c')?.length ?? 0;

const bytes = '00010203040506070809fafbfcfdfeff';

describe('a sum', () => {
  // The sum of the sixteen bytes is 0x0618.
  it.each([
    ['sum8', '18'],
    ['sum16', '1806'],
    ['sum32', '18060000'],
    ['sum16, endian: big', '0618'],
    ['ones8', 'e7'],
    ['ones16', 'e7f9'],
    ['ones32', 'e7f9ffff'],
    ['twos8', 'e8'],
    ['twos16', 'e8f9'],
    ['twos32, endian: big', 'fffff9e8'],
    ['xor8', '00'],
  ])('by %s', (algorithm, hex) => {
    expect(checkOf(over16(`type: sum, algorithm: ${algorithm}, over: [f]`), { f: bytes })).toBe(hex);
  });
});

describe('a hash', () => {
  const text = 'f: { offset: 0, type: ascii, length: 28 }, ';
  // RFC 3174 and RFC 6234, "abc"; RFC 2202 and RFC 4231, test case 2.
  it.each([
    ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['sha1, bytes: 4', 'abc', 'a9993e36'],
  ])('by %s', (algorithm, f, hex) => {
    const layout = second(
      `f: { offset: 0, type: ascii, length: 3 }, c: { offset: 0x20, type: hash, algorithm: ${algorithm}, over: [f] }`,
    );
    expect(checkOf(layout, { f })).toBe(hex);
  });

  it.each([
    ['hmac-sha1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    ['hmac-sha256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    ['hmac-sha256, bytes: 8', '5bdcc146bf60754e'],
  ])('by %s', (algorithm, hex) => {
    const layout = second(
      `${text}k: { offset: 0x20, type: ascii, length: 4, secret: true }, ` +
        `c: { offset: 0x28, type: hash, algorithm: ${algorithm}, key: k, over: [f] }`,
    );
    expect(checkOf(layout, { f: 'what do ya want for nothing?', k: 'Jefe' })).toBe(hex);
  });

  it('takes a key of several elements', () => {
    const layout = second(
      `${text}k: { offset: 0x20, type: u8, repeat: 4 }, c: { offset: 0x28, type: hash, algorithm: hmac-sha1, key: k, over: [f] }`,
    );
    const k = [...Buffer.from('Jefe')];
    expect(checkOf(layout, { f: 'what do ya want for nothing?', k })).toBe(
      'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    );
  });
});

describe('a complement', () => {
  it('has each bit of its field inverted', () => {
    const layout = second('f: { offset: 0, type: u32 }, c: { offset: 0x20, type: complement, of: f }');
    expect(checkOf(layout, { f: 0x01020304 })).toBe('fbfcfdfe');
  });

  it('of the UID is covered as its twelve bytes', () => {
    const layout = second(
      'n: { offset: 0, type: complement, of: "@uid" }, c: { offset: 0x20, type: sum, algorithm: sum8, over: [n] }',
    );
    const { image } = encodeLayout(layout, new Map(), { uid: new Uint8Array(12).fill(0x01) });
    expect(image.byteAt(banks.f4.otp.base + 0x20)).toBe((12 * 0xfe) & 0xff);
  });

  it('is as long as all elements of a repeated field', () => {
    const layout = second(
      'f: { offset: 0, type: u16, repeat: 3, stride: 4 }, c: { offset: 0x20, type: complement, of: f }',
    );
    expect(checkOf(layout, { f: [1, 2, 3] })).toBe('fefffdfffcff');
  });

  it('stands beside its value in each element of a group', () => {
    const layout = second(
      'g: { offset: 0, type: group, repeat: 2, fields: { f: { offset: 0, type: u16 }, not: { offset: 2, type: complement, of: f } } }',
    );
    const { image } = encodeLayout(layout, unitDataFromObject({ g: [{ f: 0x1234 }, { f: 0xff00 }] }));
    expect(Buffer.from(image.segments[0]?.bytes ?? []).toString('hex')).toBe('3412cbed00ffff00');
  });
});

describe('a check that was read', () => {
  it.each([
    ['sum', 'type: sum, algorithm: twos16, over: [f]'],
    ['hash', 'type: hash, algorithm: sha256, bytes: 8, over: [f]'],
    ['complement', 'type: complement, of: f'],
    ['crc', 'type: crc, algorithm: crc32, over: [f]'],
  ])('is right or wrong: %s', (_, check) => {
    const layout = over16(check);
    const { image } = encodeLayout(layout, unitDataFromObject({ f: bytes }));
    const base = banks.f4.otp.base;
    const read = (flip: number) =>
      decodeLayout(layout, (address, length) => {
        const found = image.read(address, length);
        if (found && address <= base + flip && base + flip < address + length) {
          const at = base + flip - address;
          found[at] = (found[at] ?? 0) ^ 0x10;
        }
        return found;
      }).find(({ name }) => name === 'c');
    expect(read(-1)).toMatchObject({ state: 'value', crcOk: true });
    expect(read(3)).toMatchObject({ state: 'invalid', crcOk: false });
    expect(read(0x21)).toMatchObject({ state: 'invalid', crcOk: false });
  });
});

describe('a layout with checks', () => {
  it.each([
    [
      'a sum over itself',
      'c: { offset: 0, type: sum, algorithm: sum8, over: [c] }',
      /the sum would cover itself/,
    ],
    [
      'checks in a circle',
      'a: { offset: 0, type: sum, algorithm: sum8, over: [b] }, b: { offset: 1, type: complement, of: a }',
      /would cover itself/,
    ],
    [
      'an HMAC keyed by itself',
      'f: { offset: 0, type: u8 }, c: { offset: 8, type: hash, algorithm: hmac-sha1, key: c, over: [f] }',
      /the hash would cover itself/,
    ],
    [
      'an HMAC without a key',
      'f: { offset: 0, type: u8 }, c: { offset: 8, type: hash, algorithm: hmac-sha1, over: [f] }',
      /hmac-sha1 needs "key"/,
    ],
    [
      'a key for a plain hash',
      'f: { offset: 0, type: u8 }, c: { offset: 8, type: hash, algorithm: sha1, key: f, over: [f] }',
      /sha1 has no key; hmac-sha1 has/,
    ],
    [
      'more bytes than the hash has',
      'f: { offset: 0, type: u8 }, c: { offset: 8, type: hash, algorithm: sha1, bytes: 21, over: [f] }',
      /sha1 has 20 bytes/,
    ],
    [
      'a key with a gap',
      'f: { offset: 0, type: u8, repeat: 2, stride: 2 }, c: { offset: 8, type: hash, algorithm: hmac-sha1, key: f, over: [f] }',
      /the bytes of a key must follow each other/,
    ],
    ['the complement of itself', 'c: { offset: 0, type: complement, of: c }', /c\.of: is a complement/],
    [
      'complements of each other',
      'c: { offset: 0, type: complement, of: d }, d: { offset: 1, type: complement, of: c }',
      /c\.of: is a complement.*\n.*d\.of: is a complement/,
    ],
    [
      'the complement of a complement',
      'f: { offset: 0, type: u8 }, c: { offset: 1, type: complement, of: f }, d: { offset: 2, type: complement, of: c }',
      /d\.of: is a complement, or has one among its fields/,
    ],
    [
      'the complement of a group that it is in',
      'g: { offset: 0, type: group, fields: { f: { offset: 0, type: u8 }, c: { offset: 1, type: complement, of: g } } }',
      /c\.of: is a complement, or has one among its fields/,
    ],
    ['the complement of nothing', 'c: { offset: 0, type: complement, of: f }', /no field called "f"/],
    [
      'a UID in format 1',
      'c: { offset: 0, type: crc, algorithm: crc8, over: ["@uid"] }',
      /no field called "@uid"/,
      1,
    ],
  ])('is refused with %s', (_, fields, message, major = 2) => {
    const text = `format: otpforge.layout/${major}\nfields: { ${fields} }\n`;
    expect(() => parseLayout(text, 'otp.yaml', banks.f4)).toThrow(message);
  });
});
