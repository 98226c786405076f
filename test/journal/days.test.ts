import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal, interruptedRuns, type JournalEntry, readJournal } from '../../src/journal/index.js';
import { noLine } from '../../src/journal/line.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';
import { dieOf, journalText, lastHash, runEntries } from './made.js';

const [first, second, third] = ['2026-11-27', '2026-11-28', '2026-11-29'] as const;

class Line {
  readonly journal: string;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.journal = join(folder, 'line-{day}.jsonl');
  }

  file(day: string): string {
    return join(this.folder, `line-${day}.jsonl`);
  }

  get old(): string {
    return join(this.folder, 'line.jsonl');
  }

  text(day: string): Promise<string> {
    return readFile(this.file(day), 'utf8');
  }

  async append(day: string, entry: JournalEntry = beginEntry(), time = '08:00:00.000Z') {
    return appendToJournal(this.journal, { ...entry, time: `${day}T${time}` });
  }

  /** Both lines of a run on a die of its own, done. */
  async run(day: string, die: number): Promise<void> {
    for (const entry of runEntries({ uid: dieOf(die) })) await this.append(day, entry);
  }

  async check() {
    return (await readJournal(this.journal)).check;
  }

  /** What `plan` and `program` say of it. */
  look(die = 0) {
    return interruptedRuns(this.journal, dieOf(die));
  }
}

const inLine = (work: (line: Line) => Promise<void>) => inFolder((folder) => work(new Line(folder)));
const threeDays = (work: (line: Line) => Promise<void>) =>
  inLine(async (line) => {
    for (const [index, day] of [first, second, third].entries()) await line.run(day, index);
    await work(line);
  });

const previousIn = (text: string) => JSON.parse(text.split('\n')[0] ?? '').previous;

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

describe('the check of a journal with a file a day', () => {
  it.each([
    ['is missing', (line: Line) => rm(line.file(second))],
    [
      'has lost its last line',
      async (line: Line) => writeFile(line.file(second), `${(await line.text(second)).split('\n')[0]}\n`),
    ],
    [
      'has another last line',
      async (line: Line) =>
        writeFile(line.file(second), (await line.text(second)).replace(/"done"/, '"failed"')),
    ],
    [
      'has a line more',
      async (line: Line) =>
        appendFile(line.file(second), journalText([endEntry()], lastHash(await line.text(second)))),
    ],
    ['begins anew', async (line: Line) => writeFile(line.file(third), journalText([endEntry()]))],
    ['is another day’s', (line: Line) => rename(line.file(first), line.file('2026-11-30'))],
  ] as const)('names the file behind one that %s', (_what, change) =>
    threeDays(async (line) => {
      await line.look();
      await change(line);
      const check = await line.check();
      const bad = check.days?.filter(({ firstBad }) => firstBad) ?? [];
      expect(bad).toHaveLength(1);
      expect(bad[0]?.firstBad).toMatchObject({
        line: 1,
        problem: expect.stringMatching(/^does not follow from the last line of line-2026-11-\d\d\.jsonl: /),
      });
      expect(check.firstBad).toBeDefined();
      await expect(line.look()).rejects.toMatchObject({
        code: 'JOURNAL_INVALID',
        details: { file: bad[0]?.file, line: 1 },
      });
      await expect(line.append('2026-12-01')).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }),
  );

  it('names the line that was changed within a day, and counts it through all days', () =>
    threeDays(async (line) => {
      await writeFile(line.file(second), (await line.text(second)).replace('a probe', 'a probE'));
      expect(await line.check()).toMatchObject({
        firstBad: { line: 4, problem: expect.stringContaining('does not follow from line 1') },
        days: [{}, { firstBad: { line: 2 } }, {}],
      });
    }));

  it('names a closed file whose end is no line', () =>
    threeDays(async (line) => {
      await appendFile(line.file(second), 'rubbish\n');
      expect(await line.check()).toMatchObject({
        firstBad: { line: 5 },
        days: [{}, { firstBad: { line: 3, problem: 'is not a journal line' } }, {}],
      });
      await expect(line.look()).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
      await rm(line.file(third));
      expect(await line.check()).toMatchObject({ torn: [5] });
    }));

  it('says what the first file follows when older ones were put away', () =>
    threeDays(async (line) => {
      const last = lastHash(await line.text(first));
      await rm(line.file(first));
      const check = await line.check();
      expect(check).toMatchObject({ follows: last, lines: 4 });
      expect(check).not.toHaveProperty('firstBad');
      expect(await line.look(1)).toEqual([]);
    }));

  it('refuses what is no journal', () =>
    threeDays(async (line) => {
      await writeFile(line.file('2026-11-30'), 'something else\n');
      await expect(line.check()).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
      await rm(line.file('2026-11-30'));
      await mkdir(line.file('2026-11-30'));
      await expect(line.look()).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }));
});

describe('a crash at midnight', () => {
  it.each([
    ['an empty file', ''],
    ['a line that was cut', '{"format":"otpforge.jour'],
    ['a line that was cut, with its end', '{"format":"otpforge.jour\n'],
  ])('leaves %s, behind which the next line follows the day before', (_what, left) =>
    threeDays(async (line) => {
      const day = '2026-11-30';
      await writeFile(line.file(day), left);
      expect(await line.look(1)).toEqual([]);
      expect(await line.append(day)).toMatchObject({ tornLine: left !== '', file: line.file(day) });
      await line.append('2026-12-01');
      const check = await line.check();
      expect(check).not.toHaveProperty('firstBad');
      expect(check).not.toHaveProperty('follows');
      expect(check.torn).toEqual(left === '' ? [] : [7]);
      await writeFile(line.file(third), (await line.text(third)).replace('done', 'failed'));
      expect((await line.check()).firstBad).toMatchObject({ line: 7 });
    }),
  );

  it('closes the file of the day before with a note on its last line, where that was cut', () =>
    threeDays(async (line) => {
      await appendFile(line.file(third), '{"format":"otpforge.jour');
      expect(await line.append('2026-11-30')).toMatchObject({ tornLine: true });
      const closed = (await line.text(third)).trim().split('\n');
      expect(JSON.parse(closed.at(-1) ?? '')).toMatchObject({ state: 'note', problem: 'torn-line' });
      expect(previousIn(await line.text('2026-11-30'))).toBe(lastHash(await line.text(third)));
      expect(await line.check()).toMatchObject({ torn: [7], lines: 9 });
      expect(await line.check()).not.toHaveProperty('firstBad');
    }));
});

describe('the file that was the whole journal before it had one a day', () => {
  const inOld = (work: (line: Line) => Promise<void>) =>
    inLine(async (line) => {
      const begin = beginEntry({ uid: dieOf(0) });
      await writeFile(line.old, journalText([begin, ...runEntries({ uid: dieOf(1) })]));
      await work(line);
    });

  it('comes first', () =>
    inOld(async (line) => {
      expect(await line.look()).toHaveLength(1);
      const before = await readFile(line.old, 'utf8');
      await line.run(second, 2);
      expect(await readFile(line.old, 'utf8')).toBe(before);
      expect(previousIn(await line.text(second))).toBe(lastHash(before));
      expect(await line.look()).toHaveLength(1);
      expect(await line.check()).toMatchObject({
        lines: 5,
        days: [{ file: line.old }, { file: line.file(second) }],
      });
    }));

  it('may get lines of an older otpforge since, but loses none', () =>
    inOld(async (line) => {
      const before = await readFile(line.old, 'utf8');
      await line.run(second, 2);
      await line.run(third, 3);
      await appendToJournal(line.old, beginEntry({ uid: dieOf(9) }));
      expect(await line.check()).not.toHaveProperty('firstBad');
      expect(await line.look(9)).toHaveLength(1);
      const lines = before.split('\n').slice(0, -1);
      await writeFile(line.old, `${lines.slice(0, -1).join('\n')}\n`);
      expect(await line.check()).toMatchObject({
        firstBad: { line: 3 },
        days: [{}, { firstBad: { line: 1 } }, {}],
      });
      await expect(line.look()).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }));

  it('may be made anew by an older otpforge', () =>
    inLine(async (line) => {
      await line.run(second, 2);
      await writeFile(line.old, journalText([beginEntry({ uid: dieOf(0) })]));
      expect(await line.check()).toMatchObject({ joined: [2], days: [{}, { joined: [1] }] });
      expect(await line.look()).toHaveLength(1);
      await line.run(third, 3);
      expect(await line.check()).not.toHaveProperty('firstBad');
    }));

  it('is none of a journal whose name is the day alone', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, '.jsonl'), 'something else');
      await appendToJournal(join(folder, '{day}.jsonl'), beginEntry());
      expect(existsSync(join(folder, '2026-11-21.jsonl'))).toBe(true);
    }));
});
