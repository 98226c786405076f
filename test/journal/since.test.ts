import { appendFile, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendToJournal,
  endOfRun,
  fileForNow,
  interruptedRuns,
  interruptedSince,
  type JournalEntry,
} from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry } from './entries.js';
import { dieOf, runEntries, writeDays } from './made.js';

const days = ['2026-01-01', '2026-01-02', '2026-01-03'] as const;
const [first, , newest] = days;

/** Three days of so many units, done. */
const inJournal = (units: number, work: (journal: string, file: (day: string) => string) => Promise<void>) =>
  inFolder(async (folder) => {
    const journal = join(folder, 'line-{day}.jsonl');
    writeDays(journal, 3, units);
    await interruptedRuns(journal, dieOf(0));
    await work(journal, (day) => journal.replace('{day}', day));
  });

const add = (journal: string, day: string, entry: JournalEntry) =>
  appendToJournal(journal, { ...entry, time: `${day}T12:00:00.000Z` });

describe('the file that a claim names', () => {
  it('is that of the day, or the newest where the clock went back', () =>
    inJournal(1, async (journal, file) => {
      expect(fileForNow(journal, new Date('2026-01-04T00:00:00.000Z'))).toBe(file('2026-01-04'));
      expect(fileForNow(journal, new Date('2026-01-01T00:00:00.000Z'))).toBe(file(newest));
      expect(fileForNow('line.jsonl')).toBe('line.jsonl');
      expect(fileForNow(join(journal, '..', 'other-{day}.jsonl'), new Date('2026-01-01T00:00:00.000Z'))).toBe(
        join(journal, '..', 'other-2026-01-01.jsonl'),
      );
    }));

  it('is where the line is that was claimed, or behind it', () =>
    inJournal(1, async (journal, file) => {
      const notBefore = fileForNow(journal, new Date('2026-01-05T00:00:00.000Z'));
      const time = '2026-01-04T23:59:59.999Z';
      expect(await appendToJournal(journal, beginEntry({ time }), { notBefore })).toMatchObject({
        file: file('2026-01-05'),
      });
    }));
});

// With few units a journal has no index, and is read as a whole.
describe.each([2, 40])('a look from one file on, of a journal with %i units a day', (units) => {
  it('finds what was interrupted in that file or later, and nothing before', () =>
    inJournal(units, async (journal, file) => {
      const begin = beginEntry({ uid: dieOf(1000) });
      await add(journal, newest, begin);
      for (const day of days)
        expect(await interruptedSince({ journal, file: file(day) }, dieOf(1000))).toMatchObject([
          { run: begin.run },
        ]);
      await add(journal, '2026-01-04', beginEntry({ uid: dieOf(1001) }));
      expect(await interruptedSince({ journal, file: file(newest) }, dieOf(1000))).toHaveLength(1);
      expect(await interruptedSince({ journal, file: file('2026-01-04') }, dieOf(1000))).toEqual([]);
      expect(await interruptedSince({ journal, file: file('2026-01-04') }, dieOf(1001))).toHaveLength(1);
      expect(await interruptedSince({ journal, file: file(first) }, dieOf(0))).toEqual([]);
    }));

  it('finds the end of a run behind midnight', () =>
    inJournal(units, async (journal, file) => {
      const [begin, end] = runEntries({ uid: dieOf(1000) });
      await add(journal, newest, begin);
      const place = { journal, file: file(newest) };
      expect(await endOfRun(place, begin.run)).toBeUndefined();
      await add(journal, '2026-01-04', end);
      expect(await endOfRun(place, begin.run)).toMatchObject({ result: 'done', uid: dieOf(1000) });
      expect(await interruptedSince(place, dieOf(1000))).toEqual([]);
    }));

  it('says that the file is gone', () =>
    inJournal(units, async (journal, file) => {
      await rm(file(first));
      expect(await interruptedSince({ journal, file: file(first) }, dieOf(0))).toBeUndefined();
      expect(await endOfRun({ journal, file: file(first) }, beginEntry().run)).toBeUndefined();
    }));

  it('believes no file of those that it looks at that was changed', () =>
    inJournal(units, async (journal, file) => {
      const changed = (await readFile(file(newest), 'utf8')).replace('a probe', 'a probE');
      await rename(file(newest), `${file(newest)}.kept`);
      await appendFile(file(newest), changed);
      for (const day of days)
        await expect(interruptedSince({ journal, file: file(day) }, dieOf(0))).rejects.toMatchObject({
          code: 'JOURNAL_INVALID',
        });
    }));

  it('takes the file of another journal for what it is', () =>
    inJournal(units, async (journal, file) => {
      const begin = beginEntry({ uid: dieOf(1000) });
      await add(journal, newest, begin);
      const other = join(journal, '..', 'one.jsonl');
      await appendToJournal(other, beginEntry({ uid: dieOf(2000) }));
      expect(await interruptedSince({ journal, file: other }, dieOf(2000))).toHaveLength(1);
      expect(await interruptedSince({ journal: other, file: file(newest) }, dieOf(1000))).toHaveLength(1);
      expect(await interruptedSince({ journal: other, file: other }, dieOf(2000))).toHaveLength(1);
    }));

  it('finds its journal by a link to the folder', () =>
    inJournal(units, async (journal, file) => {
      await add(journal, newest, beginEntry({ uid: dieOf(1000) }));
      const link = join(journal, '..', 'link');
      await symlink('.', link);
      const linked = join(link, 'line-{day}.jsonl');
      for (const place of [
        { journal: linked, file: file(newest) },
        { journal, file: linked.replace('{day}', newest) },
      ])
        expect(await interruptedSince(place, dieOf(1000))).toHaveLength(1);
    }));
});

it('looks at no closed file where the claim names the newest', () =>
  inJournal(40, async (journal, file) => {
    await add(journal, newest, beginEntry({ uid: dieOf(1000) }));
    await appendFile(file(first), 'rubbish\n');
    expect(await interruptedSince({ journal, file: file(newest) }, dieOf(1000))).toHaveLength(1);
    await expect(interruptedSince({ journal, file: file('2026-01-02') }, dieOf(1000))).rejects.toMatchObject({
      code: 'JOURNAL_INVALID',
    });
    await rm(`${journal}.index`);
    await expect(interruptedSince({ journal, file: file(newest) }, dieOf(1000))).rejects.toMatchObject({
      code: 'JOURNAL_INVALID',
    });
  }));
