import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/burn/index.js';
import { fuseFile } from '../../src/fuse/file.js';
import { partitionSize } from '../../src/mp1/index.js';
import { codesOf, dumpOf, planOf } from './support.js';

/** The example of the wiki's page, 2.3.2, as it is meant. */
const page = [
  { word: 9, value: 0x01234567, lock: true },
  { word: 10, value: 0x8abcdef0, lock: true },
];

describe('the write example of the page', () => {
  it('is refused, since word 9 is the NAND configuration of the boot ROM', () => {
    const plan = planOf(page, dumpOf());
    expect(codesOf(plan)).toEqual(['WORD_OWNED', 'WORD_OWNED']);
    expect(plan.refusals[0]).toMatchObject({
      message: expect.stringContaining('word 9 (CFG9) is the NAND configuration of the boot ROM'),
      remedy: expect.stringContaining('--own word=9'),
    });
  });

  it('gives values first when both words are named', () => {
    const plan = planOf(page, dumpOf(), { own: [9, 10] });
    expect(plan.refusals).toEqual([]);
    expect(plan.fuses).toEqual({ step: 'values', later: [9, 10] });
    expect(from0x50(plan)).toBe('67452301000000 80f0debc8a00000080'.replace(' ', ''));
  });

  it('gives locks against a dump that holds the values', () => {
    const plan = planOf(page, dumpOf({ 9: [0x01234567, 0], 10: [0x8abcdef0, 0] }), { own: [9, 10] });
    expect(plan.fuses).toEqual({ step: 'locks', later: [] });
    expect(from0x50(plan)).toBe('00000000000000c000000000000000c0');
  });

  it('gives nothing against a dump that shows the locks', () => {
    const shown = dumpOf({ 9: [0x01234567, 0x40000000], 10: [0x8abcdef0, 0x40000000] });
    const plan = planOf(page, shown, { own: [9, 10] });
    expect(plan).toMatchObject({ fuses: { step: 'nothing' }, refusals: [] });
    expect(plan.units.map(({ state }) => state)).toEqual(['skip', 'skip', 'skip', 'skip']);
  });

  it('gives the page’s kind of file by --one-file, with a warning', () => {
    const plan = planOf(page, dumpOf(), { own: [9, 10], oneFile: true });
    expect(plan.fuses).toEqual({ step: 'both', later: [] });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['ONE_FILE']);
    expect(from0x50(plan)).toBe('67452301000000c0f0debc8a000000c0');
  });
});

describe('a plan of fuses', () => {
  it('is made into whole files, with nothing but what it burns', () => {
    const file = fuseFile(planOf([{ word: 95, value: 1 }], dumpOf({ 3: [7, 0x40000000] }, 0)));
    expect(file.length).toBe(partitionSize);
    const set = [...file.entries()].filter(([, byte]) => byte !== 0);
    // Version, and word 95 with its update request.
    expect(set).toEqual([
      [0, 2],
      [8 + 8 * 95, 1],
      [15 + 8 * 95, 0x80],
    ]);
  });

  it.each([
    ['closed', 1],
    ['INVALID', 3],
    ['unknown', 2],
  ])('is refused for a chip that is %s', (word, state) => {
    const plan = planOf([{ word: 60, value: 1 }], dumpOf({}, state));
    expect(codesOf(plan)).toEqual(['FUSE_STATE']);
    expect(plan.refusals[0]?.message).toContain(word);
  });

  it.each([
    ['LOCKED', 0x40000000, 0],
    ['WORD_STOPPED', 0x08000000, 0],
    ['WORD_UNKNOWN', 0x20000000, 0],
    ['WORD_UNKNOWN', 0x00000001, 5],
    ['WORD_UNKNOWN', 0x04000000, 0],
    ['CONFLICT', 0, 5],
  ])('is refused as %s with status %s and value %s', (code, status, value) => {
    expect(codesOf(planOf([{ word: 61, value: 1 }], dumpOf({ 61: [value, status] })))).toEqual([code]);
  });

  it('names the fuses that stand against a value, and a word that is lost', () => {
    const [low, high] = [
      planOf([{ word: 31, value: 1 }], dumpOf({ 31: [6, 0] }), { own: [31] }),
      planOf([{ word: 61, value: 3 }], dumpOf({ 61: [1, 0] })),
    ].map(({ refusals }) => refusals[0]?.message);
    expect(low).toContain(
      'word 31 (PKH7) holds 0x00000006, wanted 0x00000001: fuses 0x00000006 would have to',
    );
    expect(high).toContain('word 61 (XK29) holds 0x00000001, wanted 0x00000003');
    expect(high).toContain('this word is lost');
  });

  it('adds ones to a word below 32', () => {
    const plan = planOf([{ word: 31, value: 7 }], dumpOf({ 31: [6, 0] }), { own: [31] });
    expect(plan.units).toMatchObject([{ state: 'burn', reason: 'sets-bits' }]);
  });

  it('locks no empty word unless it is named', () => {
    expect(codesOf(planOf([{ word: 61, lock: true }], dumpOf()))).toEqual(['LOCK_EMPTY']);
    expect(codesOf(planOf([{ word: 61, lock: true }], dumpOf(), { lockEmpty: [61] }))).toEqual([]);
    for (const hidden of [
      [0, 0x20000000],
      [5, 0x04000000],
      [5, 1],
    ] as const) {
      const plan = planOf([{ word: 61, lock: true }], dumpOf({ 61: hidden }));
      expect(codesOf(plan)).toEqual(['WORD_UNKNOWN']);
    }
  });

  it('takes the rules of both lines where the line is not known', () => {
    const wish = [{ word: 95, value: 1 }];
    expect(codesOf(planOf(wish, dumpOf(), { lines: ['MP15'] }))).toEqual([]);
    expect(codesOf(planOf(wish, dumpOf(), { lines: ['MP15', 'MP13'] }))).toEqual(['WORD_OWNED']);
  });

  it('never writes the life cycle', () => {
    expect(codesOf(planOf([{ word: 0, value: 0x57 }], dumpOf({ 0: [0x17, 0] }), { own: [0] }))).toEqual([
      'LIFE_CYCLE',
    ]);
    expect(codesOf(planOf([{ word: 0, lock: true }], dumpOf({ 0: [0x17, 0] }), { own: [0] }))).toEqual([
      'LIFE_CYCLE',
    ]);
  });

  it('says without a dump what cannot be known', () => {
    const plan = planOf([{ word: 61, value: 1, lock: true }], undefined);
    expect(plan).toMatchObject({ fuses: { step: 'values', later: [61], blind: true }, otpSha256: '' });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['BLIND']);
    expect(plan.units).toMatchObject([{ state: 'burn', reason: 'not-read' }]);
  });

  it('has a hash that changes with the dump, the words and the step', () => {
    const hashes = [
      planOf([{ word: 61, value: 1 }], dumpOf()),
      planOf([{ word: 61, value: 1 }], dumpOf({ 70: [1, 0] })),
      planOf([{ word: 61, value: 2 }], dumpOf()),
      planOf([{ word: 61, value: 1, lock: true }], dumpOf()),
      planOf([{ word: 61, value: 1, lock: true }], dumpOf(), { oneFile: true }),
      planOf([{ word: 61, value: 1 }], undefined),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(6);
    expect(planOf([{ word: 61, value: 1 }], dumpOf()).hash).toBe(hashes[0]);
  });
});

function from0x50(plan: Plan): string {
  return Buffer.from(fuseFile(plan).subarray(0x50, 0x60)).toString('hex');
}
