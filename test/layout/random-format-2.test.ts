import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { decodeLayout, encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { fc, runs } from '../support/property.js';
import { useBanks } from './banks.js';
import { randomFrom } from './format-1/random.js';
import { randomFields } from './format-2/layout.js';
import { type Placed, randomPlaced } from './format-2/places.js';
import { randomRecord } from './format-2/records.js';
import { type Memory, memoryOf } from './memory.js';

const banks = useBanks();
const format = 'otpforge.layout/2';

describe.each(['f4', 'l4'] as const)('a random layout of format 2 on %s', (key) => {
  it('reads as what was encoded, and its records as what was written last', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed);
        const bank = banks[key];
        const { fields, values, end } = randomFields(random, bank);
        const record = randomRecord(random, bank, 'r', end);
        const fill = random.pick([0, 0xa5]);
        const text = JSON.stringify({ format, fill, fields, records: { r: record.spec } });
        const layout = parseLayout(text, 'otp.yaml', bank);
        const memory = memoryOf(bank);
        for (const written of [record.values(random), record.values(random)]) {
          const data = unitDataFromObject({ ...values, ...Object.fromEntries(written) });
          const { image } = encodeLayout(layout, data, memory);
          expect(unitsThatTakeNoMore(bank, memory, image), text).toEqual([]);
          memory.write(image);
          for (const { name, state, crcOk, value, address, length } of decodeLayout(layout, memory.read)) {
            const blank = memory.read(address, length)?.every((byte) => byte === bank.otp.erasedValue);
            if (name === 'rlead') continue;
            if (state === 'blank') expect([name, blank], text).toEqual([name, true]);
            else if (crcOk !== undefined) expect([name, crcOk], text).toEqual([name, true]);
            else {
              const wanted = written.has(name) ? written.get(name) : given(values, name);
              expect([name, state, value], text).toEqual([name, 'value', wanted]);
            }
          }
        }
      }),
      { numRuns: runs(120) },
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

/** Bytes that an image would change though their bits are cleared, or their unit is programmed, already. */
function unitsThatTakeNoMore({ otp }: Bank, { read }: Memory, image: SparseImage): readonly number[] {
  return image.segments.flatMap(({ address, bytes }) =>
    Array.from(bytes, (_, index) => address + index).filter((at) => {
      const start = at - ((at - otp.base) % otp.writeUnit);
      const unit = read(start, otp.writeUnit) ?? new Uint8Array();
      const [held = 0, wanted = 0] = [unit[at - start], image.byteAt(at)];
      const isBlank = unit.every((byte) => byte === otp.erasedValue);
      return otp.rewrite === 'once' ? !isBlank && held !== wanted : (wanted & ~held) !== 0;
    }),
  );
}

function layoutText(parts: readonly Placed[]): string {
  const under = (where: Placed['in']) =>
    Object.fromEntries(parts.filter((part) => part.in === where).map(({ name, spec }) => [name, spec]));
  return JSON.stringify({ format, fields: under('fields'), records: under('records') });
}

/** The value of "keys[0].id" among {keys: [{id: …}]}. */
function given(values: unknown, name: string): unknown {
  return name
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce((found: unknown, part) => (found as Record<string, unknown>)[part], values);
}
