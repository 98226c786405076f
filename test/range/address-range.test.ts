import { expect, it } from 'vitest';
import {
  type AddressRange,
  contains,
  containsAddress,
  intersectRanges,
  joinRanges,
  overlaps,
  subtractRanges,
} from '../../src/range/index.js';
import { fc } from '../support/property.js';

const range = fc.record({
  address: fc.integer({ min: 0, max: 40 }),
  length: fc.integer({ min: 0, max: 12 }),
});
const ranges = fc.array(range, { maxLength: 8 });
const addresses = (of: readonly AddressRange[]) =>
  new Set(of.flatMap(({ address, length }) => Array.from({ length }, (_, index) => address + index)));
const isTidy = (of: readonly AddressRange[]) =>
  of.every((span, index) => {
    const next = of[index + 1];
    return span.length > 0 && (!next || span.address + span.length < next.address);
  });

it('joins, subtracts and intersects as sets of addresses do', () => {
  fc.assert(
    fc.property(ranges, ranges, (from, taken) => {
      const rest = subtractRanges(from, taken);
      const gone = addresses(taken);
      expect([...addresses(rest)].sort()).toEqual(
        [...addresses(from)].filter((each) => !gone.has(each)).sort(),
      );
      expect(addresses(joinRanges(from))).toEqual(new Set([...addresses(from)].sort((a, b) => a - b)));
      const kept = intersectRanges(from, taken);
      expect([...addresses(kept)].sort()).toEqual(
        [...addresses(from)].filter((each) => gone.has(each)).sort(),
      );
      expect(isTidy(rest)).toBe(true);
      expect(isTidy(kept)).toBe(true);
      expect(isTidy(joinRanges(from))).toBe(true);
    }),
  );
});

it('compares ranges as their addresses do', () => {
  fc.assert(
    fc.property(range, range, (a, b) => {
      const [inA, inB] = [addresses([a]), addresses([b])];
      expect(overlaps(a, b)).toBe([...inA].some((each) => inB.has(each)));
      if (b.length > 0) expect(contains(a, b)).toBe([...inB].every((each) => inA.has(each)));
      expect(containsAddress(a, b.address)).toBe(inA.has(b.address));
    }),
  );
});
