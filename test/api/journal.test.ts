import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listJournal } from '../../src/api/journal.js';
import { appendToJournal } from '../../src/journal/index.js';
import { beginEntry, endEntry } from '../journal/entries.js';
import { inFolder } from '../support/cli.js';

const dies = ['0A', '0B', '0C'];

/** A journal of three dies by turns: each is begun, and only the second one finished. */
const withJournal = (work: (file: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    const begins = dies.map((uid) => beginEntry({ uid }));
    for (const begin of begins) await appendToJournal(file, begin);
    await appendToJournal(file, endEntry({ uid: '0B', run: begins[1]?.run ?? '' }));
    await work(file);
  });

describe('the list of a journal of several dies', () => {
  it('judges the lines of each die alone, in the order of their first runs', () =>
    withJournal(async (file) => {
      const { runs, interrupted, replaced } = await listJournal({ file });
      expect(runs.map(({ uid, result }) => [uid, result])).toEqual([
        ['0A', 'no-end'],
        ['0B', 'done'],
        ['0C', 'no-end'],
      ]);
      expect(interrupted.map(({ uid }) => uid)).toEqual(['0A', '0C']);
      expect(replaced).toEqual([]);
    }));

  it('is that of one die by its unique ID, upper or lower case', () =>
    withJournal(async (file) => {
      for (const uid of ['0C', '0c']) {
        const { runs, interrupted } = await listJournal({ file, uid });
        expect([runs, interrupted].map((rows) => rows.map((row) => row.uid))).toEqual([['0C'], ['0C']]);
      }
    }));
});
