import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scrap } from '../../src/ledger/units/scrap.js';
import type { Bench } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();

/** A bench with a verified golden board in golden.chip. */
async function withGolden(): Promise<Bench> {
  const first = await visits.open('L4');
  const { result, uid } = await first.present('golden.chip');
  expect(result).toBe('verified');
  return visits.open('L4', `golden: [${uid.toLowerCase()}]\n`, first.tables);
}

const visitsIn = (bench: Bench) =>
  bench.tables.in((tx) => tx.all('SELECT result FROM visit ORDER BY ended, began'));
const unitsIn = (bench: Bench) => bench.tables.in((tx) => tx.all('SELECT id FROM unit'));

describe('a golden board', () => {
  it('is read, and nothing of another board is looked up before', async () => {
    const bench = await withGolden();
    await bench.blank('a.chip');
    const first = { goldenFirst: true };
    await expect(bench.present('a.chip', first)).rejects.toMatchObject({ code: 'GOLDEN_NEEDED' });
    expect(await unitsIn(bench)).toHaveLength(1);
    expect(await visitsIn(bench)).toEqual([{ result: 'verified' }]);
    expect(await bench.present('golden.chip', first)).toMatchObject({ result: 'again' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified' });
  });

  it('is never written, whatever is asked for', async () => {
    const bench = await withGolden();
    const before = readFileSync(visits.path('golden.chip'));
    for (const asked of [{ rework: true }, { rewrite: true }])
      await expect(bench.present('golden.chip', asked)).rejects.toMatchObject({
        code: 'GOLDEN_FAILED',
        message: expect.stringContaining('only read'),
      });
    expect(readFileSync(visits.path('golden.chip')).equals(before)).toBe(true);
  });

  it('fails unless the ledger has it as verified', async () => {
    const bench = await withGolden();
    await bench.tables.in((tx) => scrap(tx, 1, 'broken'));
    await expect(bench.present('golden.chip')).rejects.toMatchObject({
      code: 'GOLDEN_FAILED',
      message: expect.stringContaining('has it as scrapped'),
    });
  });

  it('gets no values where the ledger does not know it', async () => {
    const first = await visits.open('L4');
    const { uid } = (await first.blank('golden.chip')).toState();
    const bench = await visits.open('L4', `golden: ["${uid}"]\n`, first.tables);
    await expect(bench.present('golden.chip')).rejects.toMatchObject({
      code: 'GOLDEN_FAILED',
      message: expect.stringContaining('does not know it'),
    });
    expect(await unitsIn(bench)).toEqual([]);
  });

  it('fails where it does not read as it was verified', async () => {
    const bench = await withGolden();
    await expect(bench.present('golden.chip', { fault: 'damaged@0x1FFF7000' })).rejects.toMatchObject({
      code: 'VERIFIED_UNIT_CHANGED',
    });
  });
});
