import { expect, it } from 'vitest';
import { joinSpans, type Span, subtractSpans } from '../../src/journal/spans.js';
import { fc } from '../support/property.js';

const spans = fc.array(
  fc.record({ address: fc.integer({ min: 0, max: 40 }), length: fc.integer({ min: 1, max: 12 }) }),
  { maxLength: 8 },
);
const addresses = (of: readonly Span[]) =>
  new Set(of.flatMap(({ address, length }) => Array.from({ length }, (_, index) => address + index)));
const isTidy = (of: readonly Span[]) =>
  of.every((span, index) => {
    const next = of[index + 1];
    return span.length > 0 && (!next || span.address + span.length < next.address);
  });

it('subtracts and joins as sets of addresses do', () => {
  fc.assert(
    fc.property(spans, spans, (from, taken) => {
      const rest = subtractSpans(from, taken);
      const gone = addresses(taken);
      expect([...addresses(rest)].sort()).toEqual(
        [...addresses(from)].filter((each) => !gone.has(each)).sort(),
      );
      expect(addresses(joinSpans(from))).toEqual(new Set([...addresses(from)].sort((a, b) => a - b)));
      expect(isTidy(rest)).toBe(true);
      expect(isTidy(joinSpans(from))).toBe(true);
    }),
  );
});
