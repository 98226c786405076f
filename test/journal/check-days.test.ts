import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { first, type Line, second, third, threeDays } from './day-files.js';
import { endEntry } from './entries.js';
import { journalText, lastHash } from './made.js';

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
