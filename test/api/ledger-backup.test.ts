import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backupLedger } from '../../src/api/ledger-backup.js';
import { openDatabase } from '../../src/ledger/index.js';
import { migrations } from '../../src/ledger/migrations.js';
import { ledgerInFolder } from './ledger-bench.js';

describe('backupLedger', () => {
  const bench = ledgerInFolder();

  it('copies a ledger that is in use, and says what it read back', async () => {
    const output = bench.path('backups/line.db');
    await bench.reserve(1, 2);
    const made = await bench.inLedger(() => backupLedger(bench.file(), { output }));
    expect(made).toMatchObject({ units: 2, stations: 1, events: 2, schema: migrations.length, file: output });
    const copied = readFileSync(output);
    expect([made.length, made.sha256]).toEqual([
      copied.length,
      createHash('sha256').update(copied).digest('hex'),
    ]);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readdirSync(bench.path('backups'))).toEqual(['line.db']);
    expect(readdirSync(bench.path('.')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const backup = await openDatabase({ engine: 'sqlite', file: output });
    const rows = await backup.transaction((tx) => tx.all("SELECT plain FROM value WHERE field = 'serial'"));
    expect(rows.map(({ plain }) => plain)).toEqual(['SN-000001', 'SN-000002']);
    await backup.close();
  });

  it('replaces no file', async () => {
    writeFileSync(bench.path('line.bak'), 'the only copy');
    const again = backupLedger(bench.file(), { output: bench.path('line.bak') });
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(readFileSync(bench.path('line.bak'), 'utf8')).toBe('the only copy');
    expect(readdirSync(bench.path('.')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('makes no ledger where there is none', async () => {
    rmSync(bench.path('line.db'));
    const output = bench.path('line.bak');
    await expect(backupLedger(bench.file(), { output })).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
    expect([existsSync(bench.path('line.db')), existsSync(output)]).toEqual([false, false]);
  });

  it.each([
    ['an event that was changed', "UPDATE event SET details = '{}' WHERE n = 1", /event 1 of station/],
    ['a station that says more', 'UPDATE station SET events = 9', /event 3 of station/],
    ['a value without its unit', 'UPDATE value SET unit = 99 WHERE unit = 1', /a row of value has no unit/],
  ])('refuses a ledger with %s, and leaves no backup', async (_what, change, message) => {
    await bench.reserve(1, 2);
    const database = await openDatabase({ engine: 'sqlite', file: bench.path('line.db') });
    await database.transaction((tx) => tx.run('DROP TRIGGER event_no_update'));
    await database.close();
    await changed(bench.path('line.db'), change);
    const output = bench.path('line.bak');
    await expect(backupLedger(bench.file(), { output })).rejects.toMatchObject({
      code: 'LEDGER_DAMAGED',
      message: expect.stringMatching(message),
    });
    expect(existsSync(output)).toBe(false);
  });

  it('says of PostgreSQL which tool does it', async () => {
    writeFileSync(
      bench.path('server.yaml'),
      readFileSync(bench.file(), 'utf8').replace('sqlite:line.db', 'postgres://localhost/line'),
    );
    const output = bench.path('line.dump');
    await expect(backupLedger(bench.path('server.yaml'), { output })).rejects.toMatchObject({
      code: 'LEDGER_BACKUP',
      remedy: expect.stringContaining('pg_dump --format=custom'),
    });
  });
});

/** By a connection of its own, which keeps no references. */
async function changed(file: string, change: string): Promise<void> {
  const { SqliteThread } = await import('../../src/ledger/sqlite/thread.js');
  const { findSqlite } = await import('../../src/ledger/sqlite/find-engine.js');
  const pragmas = ['PRAGMA foreign_keys = OFF', change];
  const thread = await SqliteThread.start({ module: findSqlite(), file, pragmas });
  await thread.request({ kind: 'close', sql: '', params: [] });
}
