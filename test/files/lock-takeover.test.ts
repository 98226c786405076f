import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { isLockHolder, takeLock } from '../../src/files/lock.js';

/** What happens to a lock right after it is read, and what was ever moved or removed. */
const race = vi.hoisted(() => ({ behindRead: (_path: string) => {}, gone: [] as string[] }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const paths = new Map<number, string>();
  const openSync: typeof fs.openSync = (path, flags, mode) => {
    const fd = fs.openSync(path, flags, mode);
    paths.set(fd, String(path));
    return fd;
  };
  const readFileSync = ((file: number | string, encoding: BufferEncoding) => {
    const content = fs.readFileSync(file, encoding);
    if (typeof file === 'number') race.behindRead(paths.get(file) ?? '');
    return content;
  }) as typeof fs.readFileSync;
  const renameSync: typeof fs.renameSync = (from, to) => {
    race.gone.push(String(from));
    fs.renameSync(from, to);
  };
  const unlinkSync: typeof fs.unlinkSync = (path) => {
    race.gone.push(String(path));
    fs.unlinkSync(path);
  };
  return { ...fs, openSync, readFileSync, renameSync, unlinkSync };
});

const folder = mkdtempSync(join(tmpdir(), 'otpforge-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  race.behindRead = () => {};
  race.gone = [];
});

const dead = '0 0\n';

function alive(): string {
  const own = join(folder, 'own.lock');
  const lock = takeLock(own);
  const content = readFileSync(own, 'utf8');
  if (!isLockHolder(lock)) lock.release();
  return content;
}

it('a lock that somebody else takes over meanwhile is never moved', () => {
  const file = join(folder, 'raced.lock');
  const theirs = alive();
  writeFileSync(file, dead);
  race.gone = [];
  race.behindRead = (path) => {
    if (path === file) writeFileSync(file, theirs);
  };
  expect(takeLock(file)).toEqual({ pid: process.pid });
  expect(race.gone).not.toContain(file);
  expect(readFileSync(file, 'utf8')).toBe(theirs);
});

it('a take-over that another one is at is waited for, and one that died is ended', () => {
  const file = join(folder, 'taken.lock');
  writeFileSync(file, dead);
  writeFileSync(`${file}.dead`, alive());
  race.gone = [];
  expect(isLockHolder(takeLock(file))).toBe(true);
  expect(race.gone).not.toContain(file);
  writeFileSync(`${file}.dead`, dead);
  expect(isLockHolder(takeLock(file))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith('taken.lock'))).toEqual(['taken.lock']);
});
