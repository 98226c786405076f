import { describe, expect, it } from 'vitest';
import {
  type AddressKind,
  addressAt,
  addressPool,
  blockAt,
  indexOf,
  poolsOverlap,
  SourceProblem,
  sizeOf,
} from '../../src/values/index.js';
import { fc } from '../support/property.js';

function mac(from: string, to: string, step = 1, kind: AddressKind = 'mac') {
  return addressPool({ kind, from, to, step });
}

const macs = mac('02:00:5E:10:00:00', '02:00:5E:1F:FF:FF', 2);

describe('a pool of addresses', () => {
  it('gives a block of addresses to each unit', () => {
    expect(sizeOf(macs)).toBe(0x80000);
    expect(addressAt(macs, 0)).toBe('02:00:5E:10:00:00');
    expect(blockAt(macs, 1)).toEqual(['02:00:5E:10:00:02', '02:00:5E:10:00:03']);
    expect(blockAt(macs, 0x7ffff)).toEqual(['02:00:5E:1F:FF:FE', '02:00:5E:1F:FF:FF']);
    expect([0x80000, -1, 0.5].map((index) => addressAt(macs, index))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds the block of each of its addresses, in any form', () => {
    expect(
      ['02:00:5E:10:00:03', '02-00-5e-10-00-02', '02005E100002'].map((text) => indexOf(macs, text)),
    ).toEqual([1, 1, 1]);
    expect(['02:00:5E:0F:FF:FF', '02:00:5E:20:00:00'].map((text) => indexOf(macs, text))).toEqual([
      undefined,
      undefined,
    ]);
    expect(() => indexOf(macs, '02:00-5E:10:00:03')).toThrow(SourceProblem);
    expect(() => indexOf(macs, '02:00:5E:10:00:03:04:05')).toThrow('is not an address of 6 octets');
  });

  it('counts the addresses of an EUI-64 exactly', () => {
    const pool = mac('02:00:5E:FF:FF:FF:FF:F0', '02:00:5F:00:00:00:00:0F', 1, 'eui64');
    expect([sizeOf(pool), addressAt(pool, 15), addressAt(pool, 16)]).toEqual([
      32,
      '02:00:5E:FF:FF:FF:FF:FF',
      '02:00:5F:00:00:00:00:00',
    ]);
    expect(() => mac('02:00:00:00:00:00:00:00', '02:FF:FF:FF:FF:FF:FF:FF', 1, 'eui64')).toThrow(
      'has more than 2^53 addresses',
    );
  });

  it('never gives one address twice', () => {
    const range = fc.record({
      blocks: fc.integer({ min: 1, max: 40 }),
      power: fc.integer({ min: 0, max: 4 }),
      at: fc.integer({ min: 0, max: 0xffff }),
    });
    fc.assert(
      fc.property(range, ({ blocks, power, at }) => {
        const step = 2 ** power;
        const from = 0x02_00_5e_00_00_00 + at * step;
        const text = (address: number) => address.toString(16).padStart(12, '0');
        const pool = mac(text(from), text(from + blocks * step - 1), step);
        const all = Array.from({ length: blocks }, (_, index) => blockAt(pool, index)).flat();
        expect(sizeOf(pool)).toBe(blocks);
        expect(new Set(all).size).toBe(blocks * step);
        expect(all.map((address) => indexOf(pool, address))).toEqual(
          all.map((_, index) => Math.floor(index / step)),
        );
      }),
    );
  });

  it.each([
    ['02:00:5E:10:00:01', '02:00:5E:10:00:00', 1, 'ends with 02:00:5E:10:00:00, before it begins'],
    ['02:00:5E:10:00:01', '02:00:5E:10:00:02', 2, 'begins with 02:00:5E:10:00:01, which is not a multiple'],
    ['02:00:5E:10:00:00', '02:00:5E:10:00:04', 2, 'end it with 02:00:5E:10:00:03'],
    [
      '02:00:5E:10:00:00',
      '02:00:5E:10:00:00',
      2,
      'has a size of 1, which its step 2 does not divide; give it a later end',
    ],
    ['01:00:5E:10:00:00', '01:00:5E:10:00:01', 1, 'has 01:00:5E:10:00:00, a group address'],
    ['02:00:5E:10:00:00', '03:00:00:00:00:00', 1, 'has 03:00:00:00:00:00, a group address'],
    ['02:00:5E:10:00:00', '04:00:00:00:00:00', 1, 'group addresses are between them'],
    ['02:00:5E:10:00', '02:00:5E:10:00:01', 1, '"02:00:5E:10:00" is not an address of 6 octets'],
    ['02:00:5E:10:00:0G', '02:00:5E:10:00:01', 1, 'is not an address of 6 octets'],
    ['02:00:5E:10:00:00', '02:00:5E:10:00:01', 0, 'has the step 0; it can be 1 to 65536'],
    ['02:00:5E:10:00:00', '02:00:5E:10:00:01', 1.5, 'has the step 1.5'],
    ['02:00:5E:10:00:00', '02:00:5E:10:00:01', 65_537, 'has the step 65537'],
  ])('from %s to %s by %d is refused', (from, to, step, rule) => {
    expect(() => mac(from, to, step)).toThrow(SourceProblem);
    expect(() => mac(from, to, step)).toThrow(rule);
  });

  it('may have a step that is not a power of two, from anywhere', () => {
    const pool = mac('02:00:5E:10:00:01', '02:00:5E:10:00:06', 3);
    expect(blockAt(pool, 1)).toEqual(['02:00:5E:10:00:04', '02:00:5E:10:00:05', '02:00:5E:10:00:06']);
  });

  it('overlaps another that has one of its addresses', () => {
    const pool = (from: string, to: string, kind: AddressKind = 'mac') =>
      mac(`02005E${from}`, `02005E${to}`, 1, kind);
    const middle = pool('000010', '00001F');
    expect(poolsOverlap(middle, pool('00001F', '000020'))).toBe(true);
    expect(poolsOverlap(middle, pool('000000', '000010', 'eui48'))).toBe(true);
    expect(poolsOverlap(middle, pool('000012', '000013'))).toBe(true);
    expect(poolsOverlap(middle, pool('000000', '00000F'))).toBe(false);
    expect(poolsOverlap(middle, pool('000020', '000021'))).toBe(false);
    expect(poolsOverlap(middle, mac('0000020000000010', '000002000000001F', 1, 'eui64'))).toBe(false);
  });
});
