import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal, readJournal } from '../../src/journal/index.js';
import { noLine } from '../../src/journal/line.js';
import { first, inLine, previousIn, second, third, threeDays } from './day-files.js';
import { beginEntry } from './entries.js';
import { dieOf, lastHash, runEntries } from './made.js';

describe('a journal with a file a day', () => {
  it('begins each file with the hash of the last line before it', () =>
    threeDays(async (line) => {
      const names = [first, second, third].map((day) => `line-${day}.jsonl`);
      expect(await readdir(line.folder)).toEqual(names);
      expect(previousIn(await line.text(first))).toBe(noLine);
      expect(previousIn(await line.text(second))).toBe(lastHash(await line.text(first)));
      expect(previousIn(await line.text(third))).toBe(lastHash(await line.text(second)));
      const { check, entries } = await readJournal(line.journal);
      expect(entries.map(({ time }) => time.slice(0, 10))).toEqual(
        [first, second, third].flatMap((day) => [day, day]),
      );
      expect(check).toMatchObject({ file: line.journal, lines: 6, last: lastHash(await line.text(third)) });
      expect(check).not.toHaveProperty('firstBad');
      expect(check.days?.map(({ file, lines }) => [file, lines])).toEqual(
        [first, second, third].map((day) => [line.file(day), 2]),
      );
    }));

  it('names the file of each line', () =>
    inLine(async (line) => {
      expect(await line.append(first)).toMatchObject({ file: line.file(first) });
      expect(await line.append(second)).toMatchObject({ file: line.file(second) });
    }));

  it('goes by the day in UTC', () =>
    inLine(async (line) => {
      await line.append(first, beginEntry(), '23:59:59.999Z');
      await line.append(second, beginEntry(), '00:00:00.000Z');
      expect(await readdir(line.folder)).toEqual([`line-${first}.jsonl`, `line-${second}.jsonl`]);
    }));

  it('ends a run in the file of a later day than it began in', () =>
    inLine(async (line) => {
      const [begin, end] = runEntries({ uid: dieOf(0) });
      await line.append(first, begin, '23:59:59.000Z');
      expect(await line.look()).toMatchObject([{ run: begin.run }]);
      await line.run(second, 1);
      await line.append(second, end);
      expect(await line.look()).toEqual([]);
      expect(await line.text(first)).not.toContain('"end"');
    }));

  it('finds a run of an earlier day that was interrupted', () =>
    threeDays(async (line) => {
      const begin = beginEntry({ uid: dieOf(7) });
      await line.append(third, begin);
      await line.run('2026-11-30', 8);
      await line.run('2026-12-01', 9);
      expect(await line.look(7)).toMatchObject([{ run: begin.run }]);
    }));

  it('never adds to a file behind which there is a newer one, though the clock goes back', () =>
    threeDays(async (line) => {
      const before = await line.text(first);
      expect(await line.append(first, beginEntry({ uid: dieOf(5) }))).toMatchObject({
        file: line.file(third),
      });
      expect(await line.text(first)).toBe(before);
      expect(await line.check()).not.toHaveProperty('firstBad');
      expect(await line.look(5)).toHaveLength(1);
    }));

  it('goes to the file that somebody has named for it, or to a later one', () =>
    inLine(async (line) => {
      const named = { notBefore: line.file(second) };
      const on = (day: string) => beginEntry({ time: `${day}T08:00:00.000Z` });
      expect(await appendToJournal(line.journal, on(first), named)).toMatchObject({
        file: line.file(second),
      });
      expect(await appendToJournal(line.journal, on(third), named)).toMatchObject({ file: line.file(third) });
      expect(await appendToJournal(line.journal, on(third), { notBefore: '/else.jsonl' })).toMatchObject({
        file: line.file(third),
      });
    }));

  it('is found by a link to its folder too', () =>
    threeDays(async (line) => {
      await symlink(line.folder, join(line.folder, 'link'));
      const linked = join(line.folder, 'link', 'line-{day}.jsonl');
      await appendToJournal(linked, beginEntry({ time: `${third}T09:00:00.000Z`, uid: dieOf(3) }));
      expect(await line.look(3)).toHaveLength(1);
    }));

  it('is empty where there is no file yet, and other files are not its own', () =>
    inLine(async (line) => {
      expect(await line.look()).toEqual([]);
      await expect(line.check()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      for (const name of [
        'line-2026-11-2x.jsonl',
        `line-${first}.json`,
        `xline-${first}.jsonl`,
        `line-${first}.jsonl.index`,
      ])
        await writeFile(join(line.folder, name), 'something else');
      await line.run(second, 1);
      expect(await line.check()).toMatchObject({ lines: 2, days: [{ file: line.file(second) }] });
    }));

  it('takes turns at midnight', () =>
    inLine(async (line) => {
      const days = Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? second : first));
      await Promise.all(days.map((day) => line.append(day)));
      const check = await line.check();
      expect(check).toMatchObject({ lines: 24, torn: [] });
      expect(check).not.toHaveProperty('firstBad');
    }));
});
