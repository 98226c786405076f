import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLockHolder, takeLock } from '../../src/files/lock.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let next = 0;
function freshFile(): string {
  next += 1;
  return join(folder, `${next}.lock`);
}

describe('a lock file', () => {
  it('is held by one, and free again after its release', () => {
    const file = freshFile();
    const lock = takeLock(file);
    expect(isLockHolder(lock)).toBe(false);
    expect(takeLock(file)).toEqual({ pid: process.pid });
    if (!isLockHolder(lock)) lock.release();
    expect(existsSync(file)).toBe(false);
    expect(isLockHolder(takeLock(file))).toBe(false);
  });

  it('names its holder as text, and leaves nothing else behind', () => {
    const file = freshFile();
    takeLock(file);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(`${file}.`))).toEqual([]);
  });

  it('of a process that has ended is taken over', () => {
    const file = freshFile();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(file, `${pid} 12345\n`);
    expect(isLockHolder(takeLock(file))).toBe(false);
  });

  it('of a process whose number was given away is taken over', () => {
    const file = freshFile();
    writeFileSync(file, `${process.ppid} 1\n`);
    expect(isLockHolder(takeLock(file))).toBe(false);
  });

  it.each(['', '\0\0\0\0', '0 0\n', '-1 0\n'])('with %j in it is taken over', (content) => {
    const file = freshFile();
    writeFileSync(file, content);
    expect(isLockHolder(takeLock(file))).toBe(false);
  });

  it.each(['# yarn lockfile v1\n', `${'1 '.repeat(40)}`])('that is none, %j, is left alone', (content) => {
    const file = freshFile();
    writeFileSync(file, content);
    expect(() => takeLock(file, 'PROBE_BUSY')).toThrow(
      expect.objectContaining({
        code: 'PROBE_BUSY',
        message: `${file}: this file is not a lock of otpforge, and is where one belongs`,
      }),
    );
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  // Each in the lock's own place, and where it is taken over; a pipe or a link may be planted where everybody may write.
  describe.each(['', '.dead'])('in whose place (%j)', (suffix) => {
    const inPlace = (plant: (place: string) => void) => {
      const file = freshFile();
      if (suffix !== '') writeFileSync(file, '0 0\n');
      plant(`${file}${suffix}`);
      return file;
    };
    const named = (file: string) =>
      expect.objectContaining({
        code: 'PROBE_BUSY',
        exitCode: 4,
        message: `${file}${suffix}: this file is not a lock of otpforge, and is where one belongs`,
      });

    it('a pipe stands is not waited for', () => {
      const file = inPlace((place) => execFileSync('mkfifo', [place]));
      expect(() => takeLock(file, 'PROBE_BUSY')).toThrow(named(file));
    });

    it('a link stands is not looked for behind it, whether it leads to a dead lock or nowhere', () => {
      const dead = freshFile();
      writeFileSync(dead, '0 0\n');
      for (const target of [dead, `${dead}.nowhere`]) {
        const file = inPlace((place) => symlinkSync(target, place));
        expect(() => takeLock(file, 'PROBE_BUSY')).toThrow(named(file));
      }
      expect(readFileSync(dead, 'utf8')).toBe('0 0\n');
    });

    it('a folder or a large file stands is named', () => {
      for (const plant of [
        mkdirSync,
        (place: string) => writeFileSync(place, Buffer.alloc(5_000_000, ' ')),
      ]) {
        const file = inPlace(plant);
        expect(() => takeLock(file, 'PROBE_BUSY')).toThrow(named(file));
      }
    });
  });

  it('that cannot be made is the error that its owner asked for', () => {
    expect(() => takeLock(join(folder, 'nowhere', 'a.lock'), 'PROBE_BUSY')).toThrow(
      expect.objectContaining({ code: 'PROBE_BUSY', exitCode: 4 }),
    );
  });

  it('is not released by somebody who lost it', () => {
    const file = freshFile();
    const lock = takeLock(file);
    writeFileSync(file, '1 0\n');
    if (!isLockHolder(lock)) lock.release();
    expect(readFileSync(file, 'utf8')).toBe('1 0\n');
  });
});
