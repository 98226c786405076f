import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { inLine, type Line, previousIn, second, third } from './day-files.js';
import { beginEntry } from './entries.js';
import { dieOf, journalText, lastHash, runEntries } from './made.js';

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
