import { execFileSync } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal, interruptedRuns, readJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';
import { journalText, lastHash, runEntries } from './made.js';

const uid = beginEntry().uid;
const one = journalText([...runEntries({}), ...runEntries({})]);
const other = journalText([beginEntry(), endEntry(), beginEntry()]);
const torn = '{"format":"otpforge.journal/1","previ';

const checkOf = (text: string) =>
  inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    await writeFile(file, text);
    const { check, entries } = await readJournal(file);
    return { ...check, count: entries.length };
  });

describe('the chain of a journal', () => {
  it('goes on behind whole journals that were put into one file', async () => {
    const check = await checkOf(one + other + one);
    expect(check).toMatchObject({ lines: 11, joined: [5, 8], torn: [], count: 11 });
    expect(check.firstBad).toBeUndefined();
  });

  it('goes on where the first of them lost its line feed, or ended in a torn line', async () => {
    const joints = [
      [one.trimEnd(), 7, []],
      [`${one}${torn}`, 7, [5]],
      [`${one}${torn}\n`, 7, [5]],
      [`${one}${torn}\n{"format":"otpf`, 7, [5, 6]],
      [torn, 3, [1]],
    ] as const;
    for (const [start, count, lines] of joints) {
      const check = await checkOf(start + other);
      expect(check.firstBad, start).toBeUndefined();
      expect(check, start).toMatchObject({ count, torn: lines });
    }
  });

  it('may begin behind the last line of another journal, and says behind which', async () => {
    const today = journalText(runEntries({}), lastHash(one));
    expect(await checkOf(today)).toMatchObject({ lines: 2, follows: lastHash(one) });
    expect((await checkOf(today)).firstBad).toBeUndefined();
    const both = await checkOf(one + today);
    expect(both.firstBad).toBeUndefined();
    expect(both.follows).toBeUndefined();
  });

  it('breaks where such a journal follows another one than its own', async () => {
    const today = journalText(runEntries({}), lastHash(one));
    expect((await checkOf(other + today)).firstBad).toMatchObject({ line: 4 });
    expect((await checkOf(one.split('\n').toSpliced(3, 1).join('\n') + today)).firstBad).toMatchObject({
      line: 4,
    });
  });

  it('breaks at a line that was taken out on either side of a joint, but for the last', async () => {
    const lines = (one + other).split('\n');
    for (const index of [1, 2, 5]) {
      const check = await checkOf(lines.toSpliced(index, 1).join('\n'));
      expect(check.firstBad, `line ${index + 1}`).toMatchObject({ line: index + 1 });
    }
  });

  it('excuses a torn end that a line feed ends, as the next line that is added does', async () => {
    const text = `${one}${torn}\n`;
    expect((await checkOf(text)).firstBad).toBeUndefined();
    await inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await writeFile(file, text);
      expect(await appendToJournal(file, beginEntry())).toMatchObject({ tornLine: true });
      expect((await readJournal(file)).check).toMatchObject({ lines: 7, torn: [5] });
      expect((await readJournal(file)).check.firstBad).toBeUndefined();
    });
  });

  it('breaks at an end that is JSON and no line: it was changed, not torn', async () => {
    expect((await checkOf(`${one}{"format":"otpforge.journal/1"}\n`)).firstBad).toEqual({
      line: 5,
      problem: 'is not a journal line',
    });
  });

  it('is read over any size of file', async () => {
    const entries = Array.from({ length: 1500 }, () => runEntries({}));
    const check = await checkOf(journalText(entries.flat()));
    expect(check).toMatchObject({ lines: 3000, count: 3000, torn: [] });
    expect(check.firstBad).toBeUndefined();
  });

  it('is not looked for in a pipe, which would never come to an end', () =>
    inFolder(async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      await expect(readJournal(join(folder, 'pipe'))).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }));
});

describe('a journal whose chain is broken', () => {
  const inBroken = (work: (file: string, text: string) => Promise<void>) =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const text = (one + journalText(runEntries({ uid: 'FF' }), lastHash(one))).replace(
        '"result":"done"',
        '"result":"gone"'.replace('gone', 'failed'),
      );
      await writeFile(file, text);
      await work(file, text);
    });
  const refusal = {
    code: 'JOURNAL_INVALID',
    exitCode: 3,
    message: expect.stringContaining(
      'journal.jsonl:3: the journal is broken: line 3 does not follow from line 2',
    ),
    remedy: expect.stringContaining('Restore the journal from a copy (otpforge journal verify checks it)'),
    details: { line: 3 },
  };

  it('is no evidence, neither about the die of that line nor about any other', () =>
    inBroken(async (file) => {
      for (const die of [uid, 'FF', '00'])
        await expect(interruptedRuns(file, die)).rejects.toMatchObject(refusal);
    }));

  it('gets no further line', () =>
    inBroken(async (file, text) => {
      await expect(appendToJournal(file, beginEntry())).rejects.toMatchObject(refusal);
      expect(await readFile(file, 'utf8')).toBe(text);
    }));

  it('is evidence again when it is restored', () =>
    inBroken(async (file) => {
      await writeFile(file, one);
      expect(await interruptedRuns(file, uid)).toEqual([]);
      await appendFile(file, torn);
      expect(await interruptedRuns(file, uid)).toEqual([]);
    }));
});
