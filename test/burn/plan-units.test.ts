import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { planUnits } from '../../src/burn/index.js';
import { f4, l4 } from '../support/banks.js';
import { contents, imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const F4 = f4.otp.base;
const L4 = l4.otp.base;
const serial = [0x53, 0x4e, 0x2d, 0x30, 0x30, 0x34, 0x32, 0x00];

function states(bank: Bank, image: ReturnType<typeof imageOf>, otp: Uint8Array) {
  return planUnits(bank, image, otp).map(({ state, reason }) => `${state}: ${reason}`);
}

describe('plan of STM32F4 units (bytes, ones to zeros)', () => {
  it.each([
    ['a blank byte', [0x5a], [0xff], 'burn: blank'],
    ['a byte that only loses ones', [0x50], [0x5a], 'burn: clears-bits'],
    ['an equal byte', [0x5a], [0x5a], 'skip: equal'],
    ['all ones over blank', [0xff], [0xff], 'skip: blank-stays-blank'],
    ['all ones over zeros', [0xff], [0x5a], 'conflict: needs-ones'],
    ['a byte that needs ones', [0x5b], [0x5a], 'conflict: needs-ones'],
  ])('%s', (_what, wanted, held, expected) => {
    expect(states(f4, imageOf([F4, wanted]), contents(0x210, [0, held]))).toEqual([expected]);
  });

  it('shows the impossible bits', () => {
    const [unit] = planUnits(f4, imageOf([F4, [0xf5]]), contents(0x210, [0, [0x5f]]));
    expect(unit).toMatchObject({ old: [0x5f], wanted: [0xf5], impossible: [0xa0] });
  });

  it('refuses data in a locked block, but not what the block already holds', () => {
    const otp = contents(0x210, [32, [0x11]], [0x201, [0x00]]);
    expect(states(f4, imageOf([F4 + 32, [0x11, 0x22]]), otp)).toEqual([
      'skip: equal',
      'locked: block-is-locked',
    ]);
    expect(states(f4, imageOf([F4 + 64, [0x22]]), otp)).toEqual(['burn: blank']);
  });

  it('takes a lock byte of neither 00 nor FF for locked', () => {
    const otp = contents(0x210, [0x200, [0x7f]]);
    expect(states(f4, imageOf([F4, [0x22]]), otp)).toEqual(['locked: lock-byte-is-damaged']);
    expect(states(f4, imageOf([F4 + 0x200, [0x00]]), otp)).toEqual(['locked: lock-byte-is-damaged']);
  });

  it.each([
    ['sets an open lock', 0x00, 0xff, 'burn: blank'],
    ['keeps a set lock', 0x00, 0x00, 'skip: equal'],
    ['leaves an open lock', 0xff, 0xff, 'skip: blank-stays-blank'],
    ['cannot open a lock', 0xff, 0x00, 'conflict: needs-ones'],
    ['writes no other value', 0xaa, 0xff, 'conflict: lock-byte-value'],
  ])('lock byte: %s', (_what, wanted, held, expected) => {
    const otp = contents(0x210, [96, [0x11]], [0x203, [held]]);
    const [unit] = planUnits(f4, imageOf([F4 + 0x203, [wanted]]), otp);
    expect(unit).toMatchObject({ kind: 'lock', block: 3 });
    expect(`${unit?.state}: ${unit?.reason}`).toBe(expected);
  });
});

describe('a lock of a block in which nothing is written', () => {
  const lock = [F4 + 0x203, [0]] as const;

  it('is refused', () => {
    expect(states(f4, imageOf(lock), contents(0x210))).toEqual(['conflict: block-is-empty']);
    expect(states(f4, imageOf([F4 + 96, [0xff]], lock), contents(0x210))).toContain(
      'conflict: block-is-empty',
    );
  });

  it('is planned when asked for by name, and only for that block', () => {
    const image = imageOf(lock, [F4 + 0x204, [0]]);
    const units = planUnits(f4, image, contents(0x210), new Map(), [3]);
    expect(units.map(({ block, state }) => [block, state])).toEqual([
      [3, 'burn'],
      [4, 'conflict'],
    ]);
  });

  it('is planned when the chip or the image has data there', () => {
    expect(states(f4, imageOf(lock), contents(0x210, [127, [0]]))).toEqual(['burn: blank']);
    expect(states(f4, imageOf([F4 + 96, [1]], lock), contents(0x210))).toEqual([
      'burn: blank',
      'burn: blank',
    ]);
  });
});

describe('plan of STM32L4 units (double words, once)', () => {
  it.each([
    ['a blank double word', serial, [], 'burn: blank'],
    ['an equal one', serial, serial, 'skip: equal'],
    ['zeros over a used one', [0, 0, 0, 0, 0, 0, 0, 0], serial, 'conflict: unit-is-spent'],
    ['all ones over blank', Array(8).fill(0xff), [], 'skip: blank-stays-blank'],
    ['all ones over a used one', Array(8).fill(0xff), serial, 'conflict: unit-is-spent'],
    ['a part of a blank one', serial.slice(0, 5), [], 'partial: bytes-missing'],
    ['a part of a used one that is equal', serial.slice(0, 5), serial, 'skip: equal'],
    ['a part that is all ones', [0xff, 0xff], [], 'skip: blank-stays-blank'],
  ])('%s', (_what, wanted, held, expected) => {
    expect(states(l4, imageOf([L4 + 8, wanted]), contents(0x400, [8, held]))).toEqual([expected]);
  });

  it('joins two ranges in one unit, and names the bytes that are missing', () => {
    const image = imageOf([L4, serial.slice(0, 3)], [L4 + 5, serial.slice(5)]);
    const units = planUnits(l4, image, contents(0x400));
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({
      address: L4,
      wanted: [0x53, 0x4e, 0x2d, undefined, undefined, 0x34, 0x32, 0],
      state: 'partial',
    });
  });
});

describe.each([f4, l4])('plan laws for $name', (bank) => {
  const { base, size, writeUnit } = bank.otp;
  const byte = fc.oneof(fc.constant(0xff), fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const part = fc.tuple(
    fc.integer({ min: -20, max: size + 4 }),
    fc.array(byte, { minLength: 1, maxLength: 40 }),
  );

  it('plans only units that the image touches, each once, with the image’s bytes', () => {
    fc.assert(
      fc.property(part, fc.array(byte, { minLength: size, maxLength: size }), ([offset, bytes], otp) => {
        const image = imageOf([base + offset, bytes]);
        const units = planUnits(bank, image, Uint8Array.from(otp));
        const touched = new Set<number>();
        for (let at = Math.max(offset, 0); at < Math.min(offset + bytes.length, size); at += 1) {
          touched.add(base + at - (at % writeUnit));
        }
        expect(units.map(({ address }) => address)).toEqual([...touched]);
        for (const unit of units) {
          const { wanted, old } = unit;
          expect(wanted).toEqual(
            wanted.map((_, index) => image.clip(base, base + size).byteAt(unit.address + index)),
          );
          expect(old).toEqual(otp.slice(unit.address - base, unit.address - base + writeUnit));
          if (unit.state !== 'burn') continue;
          expect(wanted).not.toContain(undefined);
          expect(wanted.some((value) => value !== 0xff)).toBe(true);
          expect(wanted.every((value, index) => ((value ?? 0) & ~(old[index] ?? 0) & 0xff) === 0)).toBe(true);
        }
      }),
    );
  });
});
