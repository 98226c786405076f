import { describe, expect, it } from 'vitest';
import { decodeLayout, encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { fc, runs } from '../support/property.js';
import { useBanks } from './banks.js';
import { randomFrom } from './format-1/random.js';
import { randomFields } from './format-2/layout.js';
import { type Placed, randomPlaced } from './format-2/places.js';
import { memoryOf } from './memory.js';

const banks = useBanks();

describe.each(['f4', 'l4'] as const)('a random layout of format 2 on %s', (key) => {
  it('reads as what was encoded', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const bank = banks[key];
        const { fields, values } = randomFields(random, bank);
        const text = JSON.stringify({ format: 'otpforge.layout/2', fill: random.pick([0, 0xa5]), fields });
        const layout = parseLayout(text, 'otp.yaml', bank);
        const data = unitDataFromObject(values);
        const memory = memoryOf(bank);
        memory.write(encodeLayout(layout, data).image);
        const decoded = decodeLayout(layout, memory.read);
        for (const { name, state, crcOk, value, address, length } of decoded) {
          const blank = memory.read(address, length)?.every((byte) => byte === bank.otp.erasedValue);
          if (state === 'blank') expect([name, blank]).toEqual([name, true]);
          else if (crcOk !== undefined) expect([name, crcOk]).toEqual([name, true]);
          else expect([name, state, value], text).toEqual([name, 'value', given(values, name)]);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('is refused if and only if two of its parts take the same byte', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const { writeUnit } = banks[key].otp;
        const parts = ['p', 'q', 'r'].map((name) => randomPlaced(random, name, writeUnit));
        const all = parts.flatMap(({ bytes }) => bytes);
        const overlaps = new Set(all).size < all.length;
        const text = layoutText(parts);
        if (overlaps)
          expect(() => parseLayout(text, 'otp.yaml', banks[key]), text).toThrow(/overlap|belongs to/);
        else expect(() => parseLayout(text, 'otp.yaml', banks[key]), text).not.toThrow();
        refused += overlaps ? 1 : 0;
      }),
      { numRuns: runs(300) },
    );
    // Both happen often.
    expect(refused).toBeGreaterThan(runs(60));
    expect(refused).toBeLessThan(runs(240));
  });
});

function layoutText(parts: readonly Placed[]): string {
  const under = (where: Placed['in']) =>
    Object.fromEntries(parts.filter((part) => part.in === where).map(({ name, spec }) => [name, spec]));
  return JSON.stringify({ format: 'otpforge.layout/2', fields: under('fields'), records: under('records') });
}

/** The value of "keys[0].id" among {keys: [{id: …}]}. */
function given(values: unknown, name: string): unknown {
  return name
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce((found: unknown, part) => (found as Record<string, unknown>)[part], values);
}
