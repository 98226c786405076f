import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Transaction } from '../../../src/ledger/database.js';
import { type DatabaseOptions, openDatabase } from '../../../src/ledger/open-database.js';
import { loadPg } from '../../../src/ledger/postgres/load-pg.js';
import { turnLock } from '../../../src/ledger/postgres/writers-turn.js';
import { type PostgresServer, startPostgres } from '../../support/postgres.js';
import { databaseSuite } from '../database-suite.js';
import { eventsSuite } from '../events-suite.js';
import { ledgerSuite } from '../ledger-suite.js';
import { migrateSuite } from '../migrate-suite.js';

let server: PostgresServer;
let opened: Database[] = [];

async function open(options: DatabaseOptions = {}): Promise<Database> {
  const database = await openDatabase({ engine: 'postgres', url: server.url }, options);
  opened.push(database);
  return database;
}

async function fresh(): Promise<void> {
  const database = await open();
  await database.transaction(async (tx) => {
    await tx.run('DROP SCHEMA public CASCADE');
    await tx.run('CREATE SCHEMA public');
  });
}

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.remove());
beforeEach(() => {
  opened = [];
});
afterEach(async () => {
  for (const database of opened) await database.close();
});

describe('a PostgreSQL database', () => databaseSuite(fresh, () => open()));

describe('the schema of a PostgreSQL ledger', () => {
  beforeEach(fresh);
  migrateSuite(() => open());
});

describe('the events of a PostgreSQL ledger', () => {
  beforeEach(fresh);
  eventsSuite(() => open());
});

describe('a PostgreSQL ledger', () =>
  ledgerSuite(async () => {
    await fresh();
    return { engine: 'postgres', url: server.url };
  }));

/** Two connections, and a table with one row. */
async function two(): Promise<readonly [Database, Database]> {
  await fresh();
  const database = await open();
  await database.transaction(async (tx) => {
    await tx.run('CREATE TABLE thing (n INTEGER)');
    await tx.run('INSERT INTO thing VALUES (0)');
  });
  return [database, await open()];
}

/** How many connections have their turn. */
async function held(tx: Transaction): Promise<unknown> {
  const count = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND granted";
  return (await tx.get(count))?.count;
}

describe('a PostgreSQL server', () => {
  it('has each commit on its disk, and bytes as hexadecimal, whatever it is set to', async () => {
    const database = await open();
    const setting = async (name: string) =>
      Object.values((await database.transaction((tx) => tx.get(`SHOW ${name}`))) ?? {})[0];
    expect(await setting('synchronous_commit')).toBe('on');
    expect(await setting('transaction_isolation')).toBe('serializable');
    expect(await setting('bytea_output')).toBe('hex');
  });

  it('that is started anew between two transactions is connected to again', async () => {
    const database = await open();
    await server.stop();
    await expect(database.transaction((tx) => tx.get('SELECT 1'))).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
      exitCode: 9,
    });
    await server.start();
    expect(await database.transaction((tx) => tx.get('SELECT 1 AS one'))).toEqual({ one: 1 });
  });

  it('that stops within a transaction leaves nothing of it', async () => {
    await fresh();
    const database = await open();
    await database.transaction((tx) => tx.run('CREATE TABLE thing (n INTEGER)'));
    const cut = database.transaction(async (tx) => {
      await tx.run('INSERT INTO thing VALUES (1)');
      await server.stop('SIGQUIT');
      await tx.run('INSERT INTO thing VALUES (2)');
    });
    await expect(cut).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await server.start();
    expect(await database.transaction((tx) => tx.all('SELECT * FROM thing'))).toEqual([]);
  });

  it('that does not answer COMMIT leaves it open whether the transaction is in the ledger', async () => {
    const database = await open();
    const cut = database.transaction(() => server.stop('SIGQUIT'));
    await expect(cut).rejects.toMatchObject({ code: 'LEDGER_COMMIT_UNKNOWN', exitCode: 9 });
    await server.start();
  });

  it('lets transactions wait for their turn once two of them have met', async () => {
    const [database, other] = await two();
    const turns: unknown[] = [];
    await database.transaction(async (tx) => {
      turns.push(await held(tx));
      const n = await tx.get('SELECT n FROM thing');
      if (turns.length === 1) await other.transaction((now) => now.run('UPDATE thing SET n = n + 1'));
      await tx.run('UPDATE thing SET n = $1', Number(n?.n) + 10);
    });
    turns.push(await database.transaction(held));
    expect(turns).toEqual([0, 1, 1]);
    // Afterwards it is another one's.
    expect(await other.transaction(held)).toBe(0);
    expect(await other.transaction((tx) => tx.get('SELECT n FROM thing'))).toEqual({ n: 11 });
  });

  it('lets nobody wait for long for the turn of a station that hangs', async () => {
    const [database, other] = await two();
    const { Client } = await loadPg();
    const hung = new Client({ connectionString: server.url });
    await hung.connect();
    await hung.query('SELECT pg_advisory_lock($1)', [turnLock]);
    let attempts = 0;
    await database.transaction(async (tx) => {
      attempts += 1;
      const n = await tx.get('SELECT n FROM thing');
      if (attempts === 1) await other.transaction((now) => now.run('UPDATE thing SET n = n + 1'));
      await tx.run('UPDATE thing SET n = $1', Number(n?.n) + 10);
    });
    expect(attempts).toBe(2);
    await hung.end();
  });

  it('that is kept busy is reported so', async () => {
    await fresh();
    const [first, second] = [await open(), await open({ waitMs: 100 })];
    await first.transaction((tx) => tx.run('CREATE TABLE thing (n INTEGER)'));
    const waiting = first.transaction(async (tx) => {
      await tx.run('LOCK TABLE thing');
      return second.transaction((other) => other.all('SELECT * FROM thing')).catch((error) => error);
    });
    expect(await waiting).toMatchObject({ code: 'LEDGER_BUSY' });
  });

  it('that does not write through to the disk is refused', async () => {
    const database = await open();
    const set = async (to: string) => {
      const { Client } = await loadPg();
      const admin = new Client({ connectionString: server.url });
      await admin.connect();
      await admin.query(`ALTER SYSTEM SET fsync = ${to}`);
      await admin.query('SELECT pg_reload_conf()');
      await admin.end();
      const now = () => database.transaction((tx) => tx.get('SHOW fsync'));
      while ((await now())?.fsync !== to);
    };
    await set('off');
    await expect(open()).rejects.toMatchObject({ code: 'LEDGER_UNSAFE' });
    const tested = await open({ allowUnsafe: true });
    expect(await tested.transaction((tx) => tx.get('SELECT 1 AS one'))).toEqual({ one: 1 });
    await set('on');
    await open();
  });

  it('that is not there, or has no such database, is unavailable', async () => {
    const at = (url: string) => openDatabase({ engine: 'postgres', url });
    for (const url of [
      server.url.replace('/postgres?', '/other?'),
      'postgres:///x?user=otpforge&host=/nowhere/at/all',
    ])
      await expect(at(url)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });
});
