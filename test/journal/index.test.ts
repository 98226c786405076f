import { existsSync } from 'node:fs';
import { appendFile, copyFile, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { appendToJournal, interruptedAmong, interruptedRuns } from '../../src/journal/index.js';
import { IndexFile } from '../../src/journal/index-file.js';
import { stampOf } from '../../src/journal/index-stamp.js';
import { readingJournal } from '../../src/journal/reading.js';
import { inFolder } from '../support/cli.js';
import { beginEntry } from './entries.js';
import { dieOf, journalText, lastHash, runEntries, writeJournal } from './made.js';

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

const serial = (index: number) =>
  ({ world: 'silicon', text: JSON.stringify(['serial', 'value', `SN-${index}`]) }) as const;

/** A journal of so many units whose index is made, the last of them interrupted. */
const inJournal = (units: number, work: (file: string, index: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    writeJournal(file, units);
    await appendToJournal(
      file,
      beginEntry({ uid: dieOf(units), values: [{ field: 'serial', value: `SN-${units}` }] }),
    );
    await work(file, `${file}.index`);
  });

/** What the journal knows of the dies and serials of its units. */
function knowledgeOf(file: string, units: number) {
  return readingJournal(file, (view) => ({
    interrupted: [0, 1, units - 1, units, units + 1].map(
      (die) => interruptedAmong(view.openLinesOf(dieOf(die))).length,
    ),
    serials: Array.from({ length: units + 2 }, (_, index) =>
      [...view.diesWith(serial(index))].map(({ uid }) => uid),
    ),
  }));
}

const expectedOf = (units: number) => ({
  interrupted: [0, 0, 0, 1, 0],
  serials: Array.from({ length: units + 2 }, (_, index) => (index <= units ? [dieOf(index)] : [])),
});

describe('the index of a journal', () => {
  it('finds dies and values without reading the journal again', () =>
    inJournal(2000, async (file, index) => {
      expect(existsSync(index)).toBe(true);
      const { size } = await stat(file);
      count.bytes = 0;
      expect(await interruptedRuns(file, dieOf(2000))).toHaveLength(1);
      expect(await readingJournal(file, (view) => [...view.diesWith(serial(7))])).toMatchObject([
        { uid: dieOf(7) },
      ]);
      expect(count.bytes).toBeLessThan(20_000);
      expect(size).toBeGreaterThan(1_000_000);
    }));

  it('costs as much with many units as with few, to look up and to add to', async () => {
    const cost = async (units: number) => {
      let bytes = 0;
      await inJournal(units, async (file) => {
        await interruptedRuns(file, dieOf(0));
        count.bytes = 0;
        await interruptedRuns(file, dieOf(units + 1));
        for (const entry of runEntries({
          uid: dieOf(units + 1),
          values: [{ field: 'serial', value: 'SN-X' }],
        }))
          await appendToJournal(file, entry);
        bytes = count.bytes;
      });
      return bytes;
    };
    expect(await cost(4000)).toBeLessThan(1.2 * (await cost(100)));
  });

  it('costs as much on a die with many runs as on a new one', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const values = [{ field: 'serial', value: 'SN-0' }];
      const runs = Array.from({ length: 500 }, () =>
        runEntries({ uid: dieOf(0), medium: 'silicon', values }),
      );
      await writeFile(file, journalText(runs.flat()));
      await interruptedRuns(file, dieOf(0));
      count.bytes = 0;
      expect(await interruptedRuns(file, dieOf(0))).toEqual([]);
      for (const entry of runEntries({ uid: dieOf(0), values })) await appendToJournal(file, entry);
      expect(await readingJournal(file, (view) => [...view.diesWith(serial(0))])).toHaveLength(1);
      expect(count.bytes).toBeLessThan(60_000);
    }));

  it('is kept of no journal that is read faster without', () =>
    inJournal(5, async (file, index) => {
      expect(existsSync(index)).toBe(false);
      expect(await knowledgeOf(file, 5)).toEqual(expectedOf(5));
    }));

  it('stays right while lines are added', () =>
    inJournal(100, async (file) => {
      for (let unit = 101; unit < 130; unit += 1) {
        const values = [{ field: 'serial', value: `SN-${unit}` }];
        for (const entry of runEntries({ uid: dieOf(unit), medium: 'silicon', values }))
          await appendToJournal(file, entry);
      }
      const { serials, interrupted } = await knowledgeOf(file, 129);
      expect(serials).toEqual(expectedOf(129).serials);
      expect(interrupted).toEqual([0, 0, 0, 0, 0]);
      expect(await interruptedRuns(file, dieOf(100))).toHaveLength(1);
    }));
});

describe('an index that does not match', () => {
  it.each<[string, (file: string, index: string) => Promise<void>]>([
    ['is missing', async (_, index) => rm(index)],
    ['is empty', async (_, index) => writeFile(index, '')],
    ['is something else', async (_, index) => writeFile(index, 'rubbish\n'.repeat(100_000))],
    ['was cut short', async (_, index) => truncate(index, (await stat(index)).size - 1000)],
    ['lost a cell', async (_, index) => truncate(index, (await stat(index)).size - 36)],
    [
      'grew before it was sealed, as when its process is killed',
      (_, index) => appendFile(index, Buffer.alloc(36, 1)),
    ],
    ['lost its table', async (_, index) => overwrite(index, 512, Buffer.alloc(65_536 * 8))],
    ['lost its cells', async (_, index) => overwrite(index, 512 + 65_536 * 8, Buffer.alloc(30_000))],
    [
      'has a table of another time',
      async (_, index) => overwrite(index, 512, Buffer.alloc(65_536 * 8, 0x55)),
    ],
    [
      'is of a journal of another unit',
      async (file, index) => {
        const other = `${file}.other`;
        writeJournal(other, 300);
        await interruptedRuns(other, '00');
        await copyFile(`${other}.index`, index);
      },
    ],
    [
      'lacks the last lines, as when a process is killed before it wrote to it',
      async (file) => {
        const text = await readFile(file, 'utf8');
        await appendFile(file, journalText(runEntries({ uid: dieOf(77_777) }), lastHash(text)));
      },
    ],
    [
      'is of the same journal in another place',
      async (file) => {
        await copyFile(file, `${file}.copy`);
        await rename(`${file}.copy`, file);
      },
    ],
  ])('%s: it is made again', (_what, damage) =>
    inJournal(150, async (file, index) => {
      await damage(file, index);
      expect(await knowledgeOf(file, 150)).toEqual(expectedOf(150));
      count.bytes = 0;
      expect(await interruptedRuns(file, dieOf(150))).toHaveLength(1);
      expect(count.bytes).toBeLessThan(20_000);
    }),
  );

  it('was damaged in any one byte: no value is missed', () =>
    inJournal(90, async (file, index) => {
      const whole = await readFile(index);
      const { mtime } = await stat(file);
      const table = 512 + 65_536 * 8;
      const places = [0, 100, ...Array.from({ length: 20 }, (_, turn) => table + 1 + turn * 757)];
      for (let at = 512; at < table; at += 8)
        if (whole.readUIntLE(at, 6) !== 0 && places.length < 36) places.push(at + 1);
      for (const at of places.filter((place) => place < whole.length)) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 0x10;
        await writeFile(index, damaged);
        const { serials } = await knowledgeOf(file, 90);
        expect(serials, `byte ${at}`).toEqual(expectedOf(90).serials);
      }
      expect((await stat(file)).mtime).toEqual(mtime);
    }));

  it('is no evidence: a line that was changed behind its back is not believed', () =>
    inJournal(150, async (file) => {
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"SN-40"', '"SN-4X"'));
      const refusal = { code: 'JOURNAL_INVALID', details: { line: 82 } };
      await expect(interruptedRuns(file, dieOf(3))).rejects.toMatchObject(refusal);
      await expect(appendToJournal(file, beginEntry())).rejects.toMatchObject(refusal);
    }));

  it('says that lines are gone that it knew of', () =>
    inJournal(150, async (file) => {
      const text = await readFile(file, 'utf8');
      await truncate(file, text.trimEnd().lastIndexOf('\n') + 1);
      const notes: string[] = [];
      const note = (said: string) => notes.push(said);
      expect(await interruptedRuns(file, dieOf(150), { note })).toEqual([]);
      expect(notes).toEqual([expect.stringContaining('has lost lines since otpforge last wrote to it')]);
      await interruptedRuns(file, dieOf(150), { note });
      expect(notes).toHaveLength(1);
    }));

  it('is not believed about a line that is another one, even where the file looks untouched', () =>
    inJournal(150, async (file, index) => {
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"SN-40"', '"SN-4X"'));
      const sealed = IndexFile.open(index, 'r+');
      sealed?.seal({ journal: stampOf(file), last: sealed.head.last });
      sealed?.close();
      expect(await interruptedRuns(file, dieOf(150))).toHaveLength(1);
      await expect(readingJournal(file, (view) => [...view.diesWith(serial(40))])).rejects.toMatchObject({
        code: 'JOURNAL_INVALID',
        details: { line: 82 },
      });
    }));
});

async function overwrite(file: string, at: number, bytes: Buffer): Promise<void> {
  const whole = await readFile(file);
  whole.set(bytes.subarray(0, whole.length - at), at);
  await writeFile(file, whole);
}
