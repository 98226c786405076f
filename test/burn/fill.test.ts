import { describe, expect, it } from 'vitest';
import { fillPartialUnits } from '../../src/burn/fill.js';
import type { SparseImage } from '../../src/image/index.js';
import { f4, l4 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const L4 = l4.otp.base;
const bytesOf = ({ segments }: SparseImage) =>
  segments.map(({ address, bytes }) => [address - L4, [...bytes]]);

describe('fill', () => {
  it('completes a double word, with a source of its own', () => {
    const filled = fillPartialUnits(imageOf([L4 + 9, [1, 2, 3]]), l4, 0x55, '--fill');
    expect(bytesOf(filled)).toEqual([
      [8, [0x55]],
      [12, [0x55, 0x55, 0x55, 0x55]],
    ]);
    expect(filled.originAt(L4 + 8)?.source).toEqual({ file: '--fill', kind: 'fill' });
  });

  it('spends no unit of which nothing but FF is there', () => {
    expect(fillPartialUnits(imageOf([L4 + 8, [0xff, 0xff]]), l4, 0, '--fill').isEmpty).toBe(true);
  });

  it('has nothing to do where every unit is whole', () => {
    const whole = imageOf([L4, [1, 2, 3, 4, 5, 6, 7, 8]], [f4.otp.base, [1]]);
    expect(fillPartialUnits(whole, l4, 0, '--fill').isEmpty).toBe(true);
    expect(fillPartialUnits(whole, f4, 0, '--fill').isEmpty).toBe(true);
  });

  it('fills exactly what is missing from the units that hold a zero of the image', () => {
    const { size, writeUnit } = l4.otp;
    const byte = fc.oneof(fc.constant(0xff), fc.integer({ min: 0, max: 255 }));
    const part = fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.array(byte, { minLength: 1 }));
    fc.assert(
      fc.property(part, ([offset, values]) => {
        const image = imageOf([L4 + offset, values]);
        const filled = fillPartialUnits(image, l4, 0x55, '--fill');
        const expected = new Set<number>();
        for (let unit = L4; unit < L4 + size; unit += writeUnit) {
          const all = Array.from({ length: writeUnit }, (_, index) => unit + index);
          const isBurnt = all.some((address) => (image.byteAt(address) ?? 0xff) !== 0xff);
          for (const address of all) {
            if (isBurnt && image.byteAt(address) === undefined) expected.add(address);
          }
        }
        const found = filled.segments.flatMap(({ address, bytes }) =>
          [...bytes].map((_, index) => address + index),
        );
        expect(found).toEqual([...expected]);
      }),
    );
  });
});
