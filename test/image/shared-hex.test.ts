import { describe, expect, it } from 'vitest';
import { mergeImages, SharedHex, writeIntelHex } from '../../src/image/index.js';
import { withoutOnes } from '../../src/image/without-ones.js';
import { imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const area = { address: 0x1fff_fff0, length: 0x40 };
/** In pages of 64 KiB on both sides of the area's beginning, touching it, within it, and far from it. */
const places = [
  ...[0x0000_0000, 0x0800_0000, 0x1fff_ff00, 0x1fff_ffe0, 0x1fff_fff8, 0x2000_0020, 0x2000_0030],
  ...[0x2000_0040, 0x2001_0000, 0xfffffff0],
];
const piece = (length: number) =>
  fc.record({ length: fc.integer({ min: 1, max: length }), byte: fc.constantFrom(0x00, 0x5a, 0xff) });
const shared = fc.uniqueArray(fc.tuple(fc.constantFrom(...places), piece(16)), { selector: ([at]) => at });
const own = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 6 }), piece(8)), {
  selector: ([at]) => at,
  minLength: 1,
});
const filled = ({ length, byte }: { length: number; byte: number }) => Array(length).fill(byte);
const rule = { area, base: area.address, unit: 8, erasedValue: 0xff, leastRun: 8 };

describe('SharedHex', () => {
  it('makes of shared and own parts the bytes of one file', () => {
    fc.assert(
      fc.property(
        shared,
        fc.array(own, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (one, others, once) => {
          const writeOnce = once ? rule : undefined;
          const common = imageOf(...one.map(([at, part]) => [at, filled(part)] as const));
          const hex = new SharedHex(common, area, writeOnce);
          for (const other of others) {
            const image = imageOf(
              ...other.map(([at, part]) => [area.address + 8 * at, filled(part)] as const),
            );
            const whole = attempt(() =>
              writeIntelHex(withoutOnes(mergeImages([common, image]), writeOnce).image),
            );
            const made = attempt(() => {
              const { before, own: mine, after } = hex.file(image).parts;
              return Buffer.concat([before, mine, after]);
            });
            expect(made).toEqual(whole);
          }
        },
      ),
    );
  });
});

/** The text of a file, or the code of what refuses it. */
function attempt(make: () => Uint8Array): unknown {
  try {
    return Buffer.from(make()).toString('latin1');
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
