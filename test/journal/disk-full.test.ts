import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { appendToJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';

// A disk with room for some bytes more, since a real one would need a mount.
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const writeFileSync: typeof fs.writeFileSync = (file, data, options) => {
    const bytes = Buffer.from(String(data));
    fs.writeFileSync(file, bytes.subarray(0, disk.room), options);
    if (bytes.length > disk.room) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    disk.room -= bytes.length;
  };
  return { ...fs, writeFileSync };
});

it.each([
  ['the lock', 0],
  ['the line', 100],
])('leaves the journal as it was where the disk has no room for %s', (_what, room) =>
  inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    disk.room = Number.POSITIVE_INFINITY;
    await appendToJournal(file, beginEntry());
    const before = await readFile(file, 'utf8');
    for (const torn of ['', '{"format":"otpforge.jour']) {
      await writeFile(file, `${before}${torn}`);
      disk.room = room;
      await expect(appendToJournal(file, endEntry())).rejects.toMatchObject({
        code: 'JOURNAL_WRITE_FAILED',
        message: expect.stringMatching(/journal cannot be written: .*ENOSPC/),
        remedy: expect.stringMatching(/^Make room/),
      });
      expect(await readFile(file, 'utf8')).toBe(`${before}${torn}`);
      expect(await readdir(folder)).toEqual(['journal.jsonl']);
    }
  }),
);
