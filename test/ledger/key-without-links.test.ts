import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { installKeyFile, makeKeyFile } from '../../src/ledger/key-file.js';

vi.mock('node:fs/promises', async (load) => ({
  ...(await load<typeof import('node:fs/promises')>()),
  link: () => Promise.reject(Object.assign(new Error('EPERM: link'), { code: 'EPERM' })),
}));

it('writes a key where the file system has no links, and over no other one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-key-'));
  try {
    const [own, stick] = [join(folder, 'a.key'), join(folder, 'b.key')];
    await makeKeyFile(own);
    expect(await installKeyFile(own, stick)).toBe(true);
    expect(readFileSync(stick, 'utf8')).toBe(readFileSync(own, 'utf8'));
    expect(statSync(stick).mode & 0o777).toBe(0o600);
    await expect(makeKeyFile(stick)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(readdirSync(folder).sort()).toEqual(['a.key', 'b.key']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
