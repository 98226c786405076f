import { describe, expect, it } from 'vitest';
import { nextBlocks } from '../../src/api/next-blocks.js';
import { fc, runs } from '../support/property.js';

const source = (field: string) => ({ field, kind: 'uuid' }) as const;
const counter = (last: number, step: number) => ({
  spec: { name: 'macs', kind: 'pool', first: 0, last, step } as const,
  textOf: String,
});

describe('nextBlocks', () => {
  it('passes over what is taken of each field, in the order of the draws', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 60 }),
        fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(40)), { selector: String }),
        async (step, count, blocks, taken) => {
          const names = ['a', 'b', 'c'].slice(0, count);
          const isTaken = (field: string, block: number) =>
            taken.some(([of, at]) => names[of] === field && at === block);
          const fields = names.map((name) => ({
            source: source(name),
            counter: counter(blocks * step, step),
          }));
          const found = await nextBlocks(fields, 0, async ({ source: { field } }, starts) => {
            expect(starts.every((start) => start + step - 1 <= blocks * step)).toBe(true);
            return new Set(starts.filter((start) => isTaken(field, start / step)));
          });
          const drawn = new Map(names.map((name) => [name, [] as number[]]));
          const order = [...names, ...names, ...names];
          let passed = 0;
          // A range of n * step + 1 numbers has n whole blocks, but for a step of 1.
          const whole = step === 1 ? blocks + 1 : blocks;
          for (let block = 0; block < whole && order[0] !== undefined; block += 1) {
            if (isTaken(order[0], block)) passed += 1;
            else drawn.get(order.shift() ?? '')?.push(block * step);
          }
          expect(found).toEqual({ begin: 0, starts: drawn, passed });
        },
      ),
      { numRuns: runs(200) },
    ));

  it('asks for many numbers at once, and goes on behind them', async () => {
    const asked: number[] = [];
    const { starts, passed } = await nextBlocks(
      [{ source: source('serial'), counter: counter(1_000_000, 1) }],
      5,
      async (_, some) => {
        asked.push(some.length);
        return new Set(some.filter((n) => n < 1005));
      },
    );
    expect([starts.get('serial'), passed]).toEqual([[1005, 1006, 1007], 1000]);
    expect(asked.length).toBeLessThan(10);
  });
});
