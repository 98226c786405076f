import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { appendToJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';

// What is on the disk when the power goes cannot be seen from here; that the system is asked to put it there can.
const calls = vi.hoisted((): string[] => []);

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const writeFileSync: typeof fs.writeFileSync = (file, data, options) => {
    if (typeof file === 'number') calls.push('write');
    fs.writeFileSync(file, data, options);
  };
  const fsyncSync: typeof fs.fsyncSync = (fd) => {
    calls.push(fs.fstatSync(fd).isDirectory() ? 'sync folder' : 'sync file');
    fs.fsyncSync(fd);
  };
  return { ...fs, writeFileSync, fsyncSync };
});

it('puts each line on the disk, and the name of a new journal', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    calls.length = 0;
    await appendToJournal(file, beginEntry());
    expect(calls.slice(calls.lastIndexOf('write'))).toEqual(['write', 'sync file', 'sync folder']);
    calls.length = 0;
    await appendToJournal(file, endEntry());
    expect(calls.slice(calls.lastIndexOf('write'))).toEqual(['write', 'sync file']);
  }));
