import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan, program } from '../../src/index.js';
import { appendToJournal } from '../../src/journal/index.js';
import { beginEntry, endEntry } from '../journal/entries.js';
import { inFolder } from '../support/cli.js';

/** Programs a chip, then again after its journal got the lines of a run that found a change that no plan had. */
async function afterUnplannedChange(
  medium: 'simulated' | 'silicon',
  work: (options: { image: string; probe: string; journal: string }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const image = join(folder, 'unit.hex');
    await writeFile(image, ':020000041FFFDC\n:017800004245\n:00000001FF\n');
    const journal = join(folder, 'journal.jsonl');
    const options = { image, probe: `sim:STM32F401RE,file=${join(folder, 'a.chip')}`, journal };
    const { plan: burnt } = await program({ ...options, confirm: async () => true });
    const run = { run: 'b6d1f0c4-0000-4000-8000-000000000001', uid: burnt.chip.uid, medium } as const;
    await appendToJournal(journal, beginEntry(run));
    await appendToJournal(journal, endEntry({ ...run, result: 'failed', codes: ['UNPLANNED_CHANGE'] }));
    await work(options);
  });
}

const held = [{ code: 'SET_ASIDE', message: expect.stringContaining('ended in UNPLANNED_CHANGE on 2026-') }];

describe('a die on which a run found a change that no plan had', () => {
  it('is refused by every later run, though nothing is left to do', () =>
    afterUnplannedChange('simulated', async (options) => {
      expect(await plan(options)).toMatchObject({ refusals: held });
      const report = await program({ ...options, confirm: async () => true });
      expect(report).toMatchObject({ result: 'refused', plan: { refusals: held } });
      const again = await program({ ...options, confirm: async () => true });
      expect(again.result).toBe('refused');
    }));

  it('is taken without a journal, which the report shows', () =>
    afterUnplannedChange('simulated', async ({ image, probe }) => {
      const report = await program({ image, probe, confirm: async () => true });
      expect(report.result).toBe('nothing-to-do');
    }));

  it('counts among simulated chips or on silicon, never across', () =>
    afterUnplannedChange('silicon', async (options) => {
      expect(await plan(options)).toMatchObject({ refusals: [] });
    }));
});
