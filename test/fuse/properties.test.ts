import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/burn/index.js';
import { fuseFile } from '../../src/fuse/file.js';
import type { FuseWish } from '../../src/fuse/request.js';
import {
  decodePartition,
  encodePartition,
  hasBits,
  outcomeOf,
  type Partition,
  Status,
  upperStart,
} from '../../src/mp1/index.js';
import { fc } from '../support/property.js';
import {
  newChip,
  PowerLost,
  readPartition,
  reset,
  type SimulatedMp1,
  writePartition,
} from './stand-in/simulated-mp1.mjs';
import { planOf } from './support.js';

const value = fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 0xffffffff }));
const wishes: fc.Arbitrary<readonly FuseWish[]> = fc.uniqueArray(
  fc.record({ word: fc.integer({ min: 0, max: 95 }), value, lock: fc.boolean() }),
  { minLength: 1, maxLength: 6, selector: ({ word }) => word },
);
const dumps: fc.Arbitrary<Partition> = fc
  .array(
    fc.record({
      value: fc.oneof(fc.constant(0), fc.constant(0), value),
      status: fc.constantFrom(0, 0, 0, 0x40000000, 0x08000000, 0x10000000, 0x20000000, 0x04000000, 1),
    }),
    { minLength: 96, maxLength: 96 },
  )
  .map((words) => ({ state: 0, words }));

describe('a plan of fuses', () => {
  it('never clears a fuse, writes a word with check bits twice, or touches a word that was not named', () => {
    fc.assert(
      fc.property(
        wishes,
        dumps,
        fc.boolean(),
        fc.uniqueArray(fc.nat({ max: 95 })),
        (wanted, dump, oneFile, own) => {
          const plan = planOf(wanted, dump, { oneFile, own });
          const file = decodePartition(fuseFile(plan));
          for (const [word, asked] of file.words.entries()) {
            const wish = wanted.find((each) => each.word === word);
            const { value: now = 0, status = 0 } = dump.words[word] ?? {};
            if (!hasBits(asked.status, Status.update)) {
              expect(asked).toEqual({ value: 0, status: 0 });
              continue;
            }
            expect(wish).toBeDefined();
            expect(hasBits(status, Status.permanentLock) || hasBits(status, Status.programmingLock)).toBe(
              false,
            );
            if (asked.value !== 0) {
              expect(asked.value).toBe(wish?.value);
              expect((now & ~asked.value) >>> 0).toBe(0);
              if (word >= upperStart) expect(now).toBe(0);
            }
            // Sticky locks are never asked for.
            expect((asked.status & 0x3fffffff) >>> 0).toBe(0);
            if (hasBits(asked.status, Status.permanentLock)) expect(wish?.lock).toBe(true);
            if (plan.refusals.length === 0) expect(word).not.toBe(0);
            if (plan.refusals.length === 0 && word < 60) expect(own).toContain(word);
          }
        },
      ),
    );
  });

  it('that is cut at any word and run again ends right, or names the word that was lost and writes nothing more', () => {
    const free = fc.uniqueArray(
      fc.record({
        word: fc.integer({ min: 28, max: 36 }).map((word) => (word < upperStart ? word : word + 28)),
        value,
        lock: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4, selector: ({ word }) => word },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
    fc.assert(
      fc.property(free, cuts, fc.integer({ min: 1, max: 0x7fffffff }), (wanted, powerAt, seed) => {
        const chip = { ...newChip(), seed };
        const own = wanted.map(({ word }) => word);
        const lost = runToTheEnd(chip, wanted, own, [...powerAt]);
        expect(chip.doubleWrites).toBe(0);
        if (lost) {
          const { steps } = chip;
          expect(lost.refusals.length).toBeGreaterThan(0);
          for (const { code, message } of lost.refusals) {
            expect(code).toMatch(/^(CONFLICT|WORD_UNKNOWN)$/);
            const [, word] = /^word (\d+) /.exec(message) ?? [];
            expect(own).toContain(Number(word));
          }
          expect(chip.steps).toBe(steps);
          return;
        }
        for (const { word, value: wantedValue, lock } of wanted) {
          expect(chip.words[word]).toMatchObject({
            value: wantedValue,
            broken: false,
            ...(lock && { locked: true }),
          });
        }
      }),
    );
  });
});

/** The same command until nothing is left to do, through cuts; the plan that refused, where a word was lost. */
function runToTheEnd(
  chip: SimulatedMp1,
  wanted: readonly FuseWish[],
  own: readonly number[],
  cuts: number[],
): Plan | undefined {
  for (let run = 0; run < 12; run += 1) {
    const dump = decodePartition(readPartition(chip, encodePartition));
    const plan = planOf(wanted, dump, { own });
    if (plan.refusals.length > 0) return plan;
    if (plan.fuses?.step === 'nothing') return undefined;
    const file = fuseFile(plan);
    const powerAt = cuts.shift();
    try {
      expect(writePartition(chip, file, decodePartition, { powerAt })).toBe(true);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
      reset(chip);
      continue;
    }
    const after = outcomeOf(decodePartition(file), decodePartition(readPartition(chip, encodePartition)));
    expect(after.result).toBe(plan.fuses?.step === 'locks' ? 'pending' : 'done');
    reset(chip);
  }
  throw new Error('it never ended');
}
