import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLockHolder, takeLock } from '../../src/files/lock.js';
import { appendToJournal, interruptedRuns, readJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n');

describe('appending to a journal', () => {
  it('makes the file and its folder, and links each line to the one before', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'a', 'b', 'journal.jsonl');
      const first = await appendToJournal(file, beginEntry());
      const second = await appendToJournal(file, endEntry());
      const lines = await linesOf(file);
      expect(lines).toHaveLength(3);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        format: 'otpforge.journal/1',
        previous: '0'.repeat(64),
        state: 'begin',
      });
      expect(JSON.parse(lines[1] ?? '')).toMatchObject({ previous: first.hash, state: 'end' });
      const { check } = await readJournal(file);
      expect(check).toEqual({ file, lines: 2, torn: [], last: second.hash });
      expect(await readdir(join(folder, 'a', 'b'))).toEqual(['journal.jsonl']);
    }));

  it('continues behind a torn line, and keeps it', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await appendToJournal(file, beginEntry());
      await appendToJournal(file, endEntry());
      const { length } = await readFile(file);
      await truncate(file, length - 40);
      const torn = (await linesOf(file)).at(-1) ?? '';
      expect((await readJournal(file)).check).toMatchObject({ lines: 2, torn: [2] });

      expect(await appendToJournal(file, beginEntry())).toMatchObject({ tornLine: true });
      expect(await appendToJournal(file, endEntry())).toMatchObject({ tornLine: false });
      const lines = await linesOf(file);
      expect(lines[1]).toBe(torn);
      expect(JSON.parse(lines[2] ?? '')).toMatchObject({ state: 'note', problem: 'torn-line' });
      const { check, entries } = await readJournal(file);
      expect(check).toMatchObject({ lines: 5, torn: [2] });
      expect(check.firstBad).toBeUndefined();
      expect(entries.map(({ state }) => state)).toEqual(['begin', 'note', 'begin', 'end']);
    }));

  it.each([1, 10, 200])('continues when not even the first line is whole: %i bytes of it', (length) =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await appendToJournal(file, beginEntry());
      await truncate(file, length);
      await appendToJournal(file, beginEntry());
      const { check, entries } = await readJournal(file);
      expect(check.firstBad).toBeUndefined();
      expect(check.torn).toEqual([1]);
      expect(entries.map(({ state }) => state)).toEqual(['note', 'begin']);
    }),
  );

  it('continues behind a first line that was cut early', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await writeFile(file, '{"for');
      for (const entry of [beginEntry(), endEntry()]) await appendToJournal(file, entry);
      expect((await readJournal(file)).check).toMatchObject({ lines: 4, torn: [1] });
      await writeFile(file, '\n{"for');
      await expect(appendToJournal(file, beginEntry())).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    }));

  it('continues behind a torn note too: cut off anywhere, twice in a row', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await appendToJournal(file, beginEntry());
      const start = await readFile(file);
      await appendToJournal(file, endEntry());
      const second = (await readFile(file)).subarray(start.length);
      // The ends of both writes, where a line feed is all that is left or lost, and some places between.
      const cuts = ({ length }: Buffer) =>
        Array.from({ length: length + 1 }, (_, cut) => cut).filter(
          (cut) => cut < 3 || cut > length - 3 || cut % 97 === 0,
        );
      for (const first of cuts(second)) {
        const once = Buffer.concat([start, second.subarray(0, first)]);
        await writeFile(file, once);
        await appendToJournal(file, beginEntry());
        const added = (await readFile(file)).subarray(once.length);
        const noteEnd = added.indexOf('\n', 1);
        for (const again of [...cuts(added), noteEnd - 1, noteEnd, noteEnd + 1]) {
          await writeFile(file, Buffer.concat([once, added.subarray(0, again)]));
          await appendToJournal(file, beginEntry());
          const { check } = await readJournal(file);
          expect(check.firstBad, `cut at ${first}, then at ${again}`).toBeUndefined();
        }
      }
      await writeFile(file, `${start}{"format":"a\n{"format":"b`);
      expect((await readJournal(file)).check).toMatchObject({ lines: 3, torn: [2, 3] });
      await appendToJournal(file, endEntry());
      const lines = (await linesOf(file)).slice(0, -1);
      expect((await readJournal(file)).check).toMatchObject({ lines: 5, torn: [2, 3] });
      await writeFile(file, `${lines.with(1, '{"format":"c').join('\n')}\n`);
      expect((await readJournal(file)).check.firstBad).toMatchObject({ line: 4 });
    }));

  it('still knows what a line says that lost only its line feed', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await appendToJournal(file, beginEntry());
      await truncate(file, (await readFile(file)).length - 1);
      expect((await readJournal(file)).entries.map(({ state }) => state)).toEqual(['begin']);
      await appendToJournal(file, endEntry());
      const { check, entries } = await readJournal(file);
      expect(check.firstBad).toBeUndefined();
      expect(entries.map(({ state }) => state)).toEqual(['begin', 'note', 'end']);
    }));

  it('finds the last line behind one that is longer than what it reads at first', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const units = Array.from({ length: 1000 }, (_, index) => ({
        address: 0x1fff7800 + 16 * index,
        length: 8,
        kind: 'data' as const,
        state: 'burn' as const,
      }));
      for (let turn = 0; turn < 3; turn += 1) await appendToJournal(file, beginEntry({ units }));
      expect((await readJournal(file)).check).toMatchObject({ lines: 3, torn: [] });
      expect((await readJournal(file)).check.firstBad).toBeUndefined();
    }));

  it('takes turns with other processes and with itself', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const script = `
        import { appendToJournal } from ${JSON.stringify(resolve('dist/journal/index.js'))};
        const entry = ${JSON.stringify(endEntry())};
        await Promise.all(Array.from({ length: 20 }, () => appendToJournal(${JSON.stringify(file)}, entry)));`;
      const children = Array.from({ length: 3 }, () =>
        spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
      );
      const ends = await Promise.all(children.map((child) => once(child, 'exit')));
      expect(ends.map(([code]) => Number(code))).toEqual([0, 0, 0]);
      const { check } = await readJournal(file);
      expect(check).toMatchObject({ lines: 60, torn: [] });
      expect(check.firstBad).toBeUndefined();
    }));

  it('adds nothing to a file that is not a journal', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.hex');
      await writeFile(file, ':00000001FF\n');
      await expect(appendToJournal(file, beginEntry())).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
      expect(await readFile(file, 'utf8')).toBe(':00000001FF\n');
    }));

  it.each([
    ['/dev/null', 'a device or a pipe'],
    ['pipe', 'a device or a pipe'],
    ['.', 'a folder'],
  ])('is refused for %s, and so is looking into it', (name, what) =>
    inFolder(async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      const refusal = {
        code: 'JOURNAL_INVALID',
        message: expect.stringContaining(`this is ${what}, and a journal is a file`),
        remedy: expect.stringContaining('--no-journal'),
      };
      const file = resolve(folder, name);
      await expect(interruptedRuns(file, '01')).rejects.toMatchObject(refusal);
      if (name !== '.') await expect(appendToJournal(file, beginEntry())).rejects.toMatchObject(refusal);
    }),
  );

  it('says what stands in the way of a file that cannot be written', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      await expect(
        appendToJournal(join(folder, 'file', 'journal.jsonl'), beginEntry()),
      ).rejects.toMatchObject({
        code: 'JOURNAL_WRITE_FAILED',
        exitCode: 9,
        remedy: expect.stringContaining('--no-journal'),
      });
    }));

  it('takes over the lock of a process that has ended', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const child = spawn(process.execPath, ['-e', '']);
      await once(child, 'exit');
      await writeFile(`${file}.lock`, `${child.pid} 1\n`);
      await appendToJournal(file, beginEntry());
      expect(await readdir(folder)).toEqual(['journal.jsonl']);
    }));

  it('waits for a lock that is let go', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const lock = takeLock(`${file}.lock`);
      if (isLockHolder(lock)) return expect.unreachable();
      const appended = appendToJournal(file, beginEntry());
      await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
      lock.release();
      await appended;
      expect((await readJournal(file)).check.lines).toBe(1);
    }));
});

describe('a journal that is reached by a link too', () => {
  it('waits for a lock beside the file itself', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await symlink('journal.jsonl', join(folder, 'link.jsonl'));
      const lock = takeLock(`${file}.lock`);
      if (isLockHolder(lock)) return expect.unreachable();
      let done = false;
      const appended = appendToJournal(join(folder, 'link.jsonl'), beginEntry()).then(() => {
        done = true;
      });
      // Another journal's whole turn goes by meanwhile.
      await appendToJournal(join(folder, 'other.jsonl'), beginEntry());
      expect(done).toBe(false);
      lock.release();
      await appended;
      expect((await readJournal(file)).check.lines).toBe(1);
    }));
});

describe('checking a journal', () => {
  const withJournal = (work: (file: string, lines: string[]) => Promise<void>) =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      for (let turn = 0; turn < 3; turn += 1) {
        await appendToJournal(file, beginEntry());
        await appendToJournal(file, endEntry());
      }
      await work(file, (await linesOf(file)).slice(0, -1));
    });
  const checkOf = async (file: string, lines: readonly string[]) => {
    await writeFile(file, `${lines.join('\n')}\n`);
    return (await readJournal(file)).check;
  };

  it('finds any character that was changed in any line but the last', () =>
    withJournal(async (file, lines) => {
      for (const [index, line] of lines.slice(0, -1).entries()) {
        for (let at = 0; at < line.length; at += 37) {
          const changed = `${line.slice(0, at)}${line[at] === 'x' ? 'y' : 'x'}${line.slice(at + 1)}`;
          const { firstBad } = await checkOf(file, lines.with(index, changed));
          expect([index + 1, index + 2]).toContain(firstBad?.line);
        }
      }
    }));

  it('finds a line that was taken out, put in or moved', () =>
    withJournal(async (file, lines) => {
      expect((await checkOf(file, lines.toSpliced(2, 1))).firstBad).toMatchObject({ line: 3 });
      expect((await checkOf(file, lines.toSpliced(2, 0, lines[1] ?? ''))).firstBad).toMatchObject({
        line: 3,
      });
      expect((await checkOf(file, lines.toReversed())).firstBad).toMatchObject({ line: 2 });
      expect((await checkOf(file, lines.toSpliced(3, 0, 'rubbish'))).firstBad).toEqual({
        line: 4,
        problem: 'is not a journal line',
      });
    }));

  it('shows by the hash of the last line that the end was cut off, and by nothing else', () =>
    withJournal(async (file, lines) => {
      const whole = await checkOf(file, lines);
      const cut = await checkOf(file, lines.slice(0, -1));
      expect(cut.firstBad).toBeUndefined();
      expect(cut.last).not.toBe(whole.last);
    }));

  it('accepts no rubbish behind which a note for another line stands', () =>
    withJournal(async (file, lines) => {
      await appendFile(file, '{"format":"otpf');
      await appendToJournal(file, beginEntry());
      const all = (await linesOf(file)).slice(0, -1);
      expect((await checkOf(file, all)).firstBad).toBeUndefined();
      expect((await checkOf(file, all.with(6, '{"format":"otpX'))).firstBad).toMatchObject({ line: 8 });
      expect((await checkOf(file, all.toSpliced(5, 1))).firstBad).toMatchObject({ line: 7 });
      expect(lines).toHaveLength(6);
    }));

  it('refuses a newer format by its name', () =>
    withJournal(async (file, lines) => {
      const newer = lines.map((line) => line.replace('otpforge.journal/1', 'otpforge.journal/2'));
      await expect(checkOf(file, newer)).rejects.toMatchObject({ code: 'FORMAT_TOO_NEW' });
    }));
});
