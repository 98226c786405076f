import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/ledger/open-database.js';
import { databaseSuite } from '../database-suite.js';

let folder = '';
let file = '';

async function freshFolder(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'otpforge-sqlite-'));
  file = join(folder, 'line.db');
}

const open = (more = {}) => openDatabase({ engine: 'sqlite', file }, { create: true, ...more });

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a SQLite database', () => databaseSuite(freshFolder, open));

describe('a SQLite file', () => {
  beforeEach(freshFolder);

  it('is not made unless that is asked for', async () => {
    await expect(open({ create: false })).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
    expect(existsSync(file)).toBe(false);
    await expect(
      openDatabase({ engine: 'sqlite', file: join(folder, 'no', 'line.db') }),
    ).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
  });

  it('that is something else is refused', async () => {
    writeFileSync(file, 'this is not a database, and long enough to be taken for one '.repeat(20));
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_FAILED', exitCode: 9 });
  });

  it('is written through to the disk, with foreign keys, and overwrites what is deleted', async () => {
    const database = await open();
    const pragma = async (name: string) =>
      Object.values((await database.transaction((tx) => tx.get(`PRAGMA ${name}`))) ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('secure_delete')).toBe(1);
    expect(await pragma('foreign_keys')).toBe(1);
    await database.close();
  });

  it('that another process keeps is reported as busy, while timers of this one run on', async () => {
    const [first, second] = [await open(), await open({ waitMs: 50 })];
    let free = () => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    let holding: Promise<void> = held;
    await new Promise<void>((began) => {
      holding = first.transaction(async (tx) => {
        await tx.run('CREATE TABLE thing (n INTEGER)');
        began();
        await held;
      });
    });
    await expect(second.transaction((tx) => tx.all('SELECT 1'))).rejects.toMatchObject({
      code: 'LEDGER_BUSY',
    });
    const both = await Promise.allSettled([
      second.transaction((tx) => Promise.all([tx.all('SELECT 1'), tx.run('CREATE TABLE other (n INTEGER)')])),
    ]);
    expect(both).toMatchObject([{ reason: { code: 'LEDGER_BUSY' } }]);
    free();
    await holding;
    expect(await second.transaction((tx) => tx.all('SELECT name FROM sqlite_schema'))).toEqual([
      { name: 'thing' },
    ]);
    expect(await second.transaction((tx) => tx.all('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await Promise.all([first.close(), second.close()]);
  });
});
