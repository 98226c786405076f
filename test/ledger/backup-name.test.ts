import { existsSync, readdirSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { backupLedger } from '../../src/api/ledger-backup.js';
import { checkLedgerFile } from '../../src/ledger/check-file.js';
import { ledgerInFolder } from '../api/ledger-bench.js';

vi.mock('node:fs/promises', async (original) => {
  const all = await original<typeof import('node:fs/promises')>();
  return { ...all, link: vi.fn(all.link) };
});

describe('the name of a backup', () => {
  const bench = ledgerInFolder();

  it('is given to a whole copy only, also where the file system has no links', async () => {
    const output = bench.path('line.bak');
    const seen: unknown[] = [];
    vi.mocked(link).mockImplementationOnce(async (half) => {
      seen.push(existsSync(output), (await checkLedgerFile(String(half))).stations);
      throw Object.assign(new Error(), { code: 'EPERM' });
    });
    await backupLedger(bench.file(), { output });
    expect(seen).toEqual([false, 1]);
    expect((await checkLedgerFile(output)).stations).toBe(1);
    // Beside it the look above has left files of SQLite's own.
    expect(readdirSync(bench.path('.')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
