import type { Database, Param, Row, Transaction } from '../database.js';
import { runWork } from '../run-work.js';
import { Turns } from '../turns.js';
import { findSqlite } from './find-engine.js';
import { refuseMissing } from './missing-file.js';
import { refuseNetworkFile } from './network-file.js';
import { sqlitePlaceholders } from './placeholders.js';
import { sqliteCommitError, sqliteError } from './sqlite-errors.js';
import { SqliteThread } from './thread.js';
import type { SqliteRequest } from './worker.js';

export interface SqliteOptions {
  readonly create: boolean;
  readonly waitMs: number;
}

/** Opens a SQLite file. Errors: LEDGER_ENGINE_MISSING, LEDGER_NETWORK_FILE, LEDGER_MISSING, LEDGER_BUSY, LEDGER_FAILED. */
export async function openSqlite(file: string, { create, waitMs }: SqliteOptions): Promise<Database> {
  const module = findSqlite();
  await refuseNetworkFile(file);
  if (!create) await refuseMissing(file);
  const pragmas = [`PRAGMA busy_timeout = ${waitMs}`, ...settings];
  const thread = await SqliteThread.start({ module, file, pragmas }).catch((error: unknown) => {
    throw sqliteError(file, error);
  });
  return new SqliteDatabase(file, thread);
}

const settings = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA secure_delete = ON',
  'PRAGMA foreign_keys = ON',
];

class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly #file: string;
  readonly #thread: SqliteThread;
  readonly #turns = new Turns();

  constructor(file: string, thread: SqliteThread) {
    this.#file = file;
    this.#thread = thread;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const begun = new Begun();
      let value: T;
      try {
        value = await runWork(this.#statements(begun), work);
      } catch (error) {
        // SQLite has rolled back by itself where this one fails.
        await this.#exec('ROLLBACK').catch(() => undefined);
        throw error;
      }
      if (begun.isBegun) await this.#commit();
      return value;
    });
  }

  close(): Promise<void> {
    return this.#turns.take(async () => {
      try {
        // So that the one file is the whole ledger; SQLite itself does it only when no statement is prepared any more.
        await this.#exec('PRAGMA busy_timeout = 0');
        await this.#exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        await this.#request({ kind: 'close', sql: '', params: [] });
      }
    });
  }

  #statements(begun: Begun): Transaction {
    const ask = (request: SqliteRequest) => this.#request(begun.with(request));
    const all = async (sql: string, ...params: readonly Param[]) =>
      (await ask({ kind: 'all', sql: sqlitePlaceholders(sql), params })) as readonly Row[];
    return {
      engine: this.engine,
      all,
      get: async (sql, ...params) => (await all(sql, ...params))[0],
      allOf: async (...queries) => {
        const asked = queries.map(([sql, ...params]) => ({ sql: sqlitePlaceholders(sql), params }));
        return (await ask({ kind: 'allOf', queries: asked })) as readonly (readonly Row[])[];
      },
      run: async (sql, ...params) =>
        (await ask({ kind: 'run', sql: sqlitePlaceholders(sql), params })) as number,
      insert: async (table, columns, rows) => {
        if (rows.length > 0) await ask({ kind: 'each', sql: insertInto(table, columns), rows });
      },
    };
  }

  async #commit(): Promise<void> {
    try {
      await this.#thread.request({ kind: 'exec', sql: 'COMMIT', params: [] });
    } catch (error) {
      await this.#exec('ROLLBACK').catch(() => undefined);
      throw sqliteCommitError(this.#file, error);
    }
  }

  async #exec(sql: string): Promise<void> {
    await this.#request({ kind: 'exec', sql, params: [] });
  }

  async #request(request: SqliteRequest): Promise<unknown> {
    try {
      return await this.#thread.request(request);
    } catch (error) {
      throw sqliteError(this.#file, error);
    }
  }
}

/** Begins a transaction with the first of its statements, which spares a message to the thread and back. */
class Begun {
  isBegun = false;

  with(request: SqliteRequest): SqliteRequest {
    if (this.isBegun) return request;
    this.isBegun = true;
    // A plain BEGIN takes the lock at its first write, and fails there if another process has written since.
    return { ...request, begin: 'BEGIN IMMEDIATE' };
  }
}

/** Row by row: SQLite looks each parameter up among all of its statement, so that long ones take longer. */
function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`;
}
