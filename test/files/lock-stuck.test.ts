import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { takeLock } from '../../src/files/lock.js';

// A sticky folder's answer to whoever does not own the file; a real one would need two users.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const unlinkSync: typeof fs.unlinkSync = (path) => {
    if (!String(path).endsWith('.lock')) return fs.unlinkSync(path);
    throw Object.assign(new Error('EPERM: operation not permitted, unlink'), { code: 'EPERM' });
  };
  return { ...fs, unlinkSync };
});

const folder = mkdtempSync(join(tmpdir(), 'otpforge-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['FILE_WRITE_FAILED', undefined],
  ['PROBE_BUSY', 'PROBE_BUSY'],
] as const)('a dead lock that may not be removed is named (%s)', (code, stuck) => {
  const file = join(folder, `${code}.lock`);
  writeFileSync(file, '0 0\n');
  expect(() => takeLock(file, stuck)).toThrow(
    expect.objectContaining({ code, details: { file }, message: expect.stringContaining(file) }),
  );
});
