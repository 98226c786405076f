import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('names its holder for people, and leaves nothing else behind', () => {
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
        message: `${file}: this file is no lock of otpforge, and stands where one belongs`,
      }),
    );
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is not released by somebody who lost it', () => {
    const file = freshFile();
    const lock = takeLock(file);
    writeFileSync(file, '1 0\n');
    if (!isLockHolder(lock)) lock.release();
    expect(readFileSync(file, 'utf8')).toBe('1 0\n');
  });
});
