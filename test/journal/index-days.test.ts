import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { appendToJournal, interruptedRuns } from '../../src/journal/index.js';
import { readingJournal } from '../../src/journal/reading.js';
import { inFolder } from '../support/cli.js';
import { beginEntry } from './entries.js';
import { dieOf, writeDays } from './made.js';

/** Bytes that were read from files. */
const count = vi.hoisted(() => ({ bytes: 0 }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readSync = ((fd: number, buffer: Buffer, offset: number, length: number, position: number) => {
    const read = fs.readSync(fd, buffer, offset, length, position);
    count.bytes += read;
    return read;
  }) as typeof fs.readSync;
  return { ...fs, readSync };
});

beforeEach(() => {
  count.bytes = 0;
});

const valuesOf = (unit: number) => [{ field: 'serial', value: `SN-${unit}` }];
const serial = (unit: number) =>
  ({ world: 'silicon', text: JSON.stringify(['serial', 'value', `SN-${unit}`]) }) as const;

/** A journal of so many days and units, whose index is made. */
const inJournal = (days: number, unitsOfDay: number, work: (journal: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const journal = join(folder, 'line-{day}.jsonl');
    writeDays(journal, days, unitsOfDay);
    await interruptedRuns(journal, dieOf(0));
    await work(journal);
  });

const lineOn = (day: string, unit: number) =>
  beginEntry({ uid: dieOf(unit), medium: 'silicon', values: valuesOf(unit), time: `${day}T08:00:00.000Z` });
const tomorrow = '2027-01-01';

const diesWith = (journal: string, unit: number) =>
  readingJournal(journal, (view) => [...view.diesWith(serial(unit))].map(({ uid }) => uid));

describe('the index of a journal with a file a day', () => {
  it('finds dies and values of any day', () =>
    inJournal(20, 5, async (journal) => {
      expect(existsSync(`${journal}.index`)).toBe(true);
      count.bytes = 0;
      for (const unit of [0, 49, 99]) expect(await diesWith(journal, unit)).toEqual([dieOf(unit)]);
      expect(await diesWith(journal, 100)).toEqual([]);
      expect(count.bytes).toBeLessThan(20_000);
    }));

  it('costs as much after many days as on the first, to look up and to add to', async () => {
    const cost = async (days: number) => {
      let bytes = 0;
      await inJournal(days, 20, async (journal) => {
        await appendToJournal(journal, lineOn(tomorrow, 5000));
        count.bytes = 0;
        await interruptedRuns(journal, dieOf(5001));
        await appendToJournal(journal, lineOn(tomorrow, 5001));
        bytes = count.bytes;
      });
      return bytes;
    };
    expect(await cost(100)).toBeLessThan(1.2 * (await cost(1)));
  });

  it('is not made again for a new day', () =>
    inJournal(10, 10, async (journal) => {
      count.bytes = 0;
      await appendToJournal(journal, lineOn(tomorrow, 200));
      expect(await diesWith(journal, 200)).toEqual([dieOf(200)]);
      expect(await interruptedRuns(journal, dieOf(200))).toHaveLength(1);
      expect(count.bytes).toBeLessThan(40_000);
    }));

  it('is made again when a file of any day was touched, and what it says then is right', () =>
    inJournal(10, 10, async (journal) => {
      const old = journal.replace('{day}', '2026-01-03');
      const text = await readFile(old, 'utf8');
      await writeFile(old, text);
      count.bytes = 0;
      expect(await diesWith(journal, 99)).toEqual([dieOf(99)]);
      expect(count.bytes).toBeGreaterThan(10 * text.length);
      await writeFile(old, text.replace('SN-21', 'SN-2X'));
      await expect(diesWith(journal, 99)).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }));

  it('reports a newest file that is gone', () =>
    inJournal(10, 10, async (journal) => {
      const notes: string[] = [];
      const { size } = await stat(journal.replace('{day}', '2026-01-10'));
      expect(size).toBeGreaterThan(0);
      await rm(journal.replace('{day}', '2026-01-10'));
      await interruptedRuns(journal, dieOf(0), { note: (text) => notes.push(text) });
      expect(notes).toEqual([expect.stringContaining('has lost lines since otpforge last wrote to it')]);
    }));
});
