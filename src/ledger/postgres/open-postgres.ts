import { setTimeout as later } from 'node:timers/promises';
import type { Client } from 'pg';
import { OtpforgeError } from '../../errors/index.js';
import type { Database, Param, Row, Transaction } from '../database.js';
import { runWork } from '../run-work.js';
import { Turns } from '../turns.js';
import { connect, type PostgresOptions } from './connect.js';
import { insertRows } from './insert-rows.js';
import { commitUnknown, failureKind, postgresError } from './postgres-errors.js';
import { shownUrl } from './shown-url.js';
import { giveTurn, takeTurn } from './writers-turn.js';

/** Connects to PostgreSQL. Errors: LEDGER_ENGINE_MISSING, LEDGER_UNAVAILABLE, LEDGER_UNSAFE. */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Database> {
  const database = new PostgresDatabase(url, options);
  await database.transaction(async () => undefined);
  return database;
}

class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #url: string;
  readonly #server: string;
  readonly #options: PostgresOptions;
  readonly #turns = new Turns();
  #client: Client | undefined;
  #closed = false;
  /** Whether the transaction met another one, so that it is to be tried again. */
  #conflict = false;
  /** So long it takes its turn: others write at the same time. */
  #crowdedUntil = 0;

  constructor(url: string, options: PostgresOptions) {
    this.#url = url;
    this.#server = shownUrl(url);
    this.#options = options;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#turns.take(() => this.#withRetries(work));
  }

  close(): Promise<void> {
    return this.#turns.take(async () => {
      this.#closed = true;
      await this.#disconnect();
    });
  }

  /** PostgreSQL ends one of two transactions that would not have the same effect one after the other. */
  async #withRetries<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#options.waitMs;
    for (let attempt = 1; ; attempt += 1) {
      this.#conflict = false;
      try {
        return await this.#inTurn(work);
      } catch (error) {
        // Of two that insert the same key the later one may learn that instead of the conflict.
        const isRace = failureOf(error) === 'LEDGER_CONSTRAINT' && attempt < raceAttempts;
        if (!(this.#conflict || isRace) || performance.now() > deadline) throw error;
        if (this.#conflict) this.#crowdedUntil = performance.now() + crowdedMs;
        await later(Math.random() * Math.min(2 ** attempt, longestPauseMs));
      }
    }
  }

  /** Where transactions have met, each waits for the one before it: of many that go at once all but one would be in vain. */
  async #inTurn<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (performance.now() > this.#crowdedUntil) return this.#once(work);
    const client = await this.#connected();
    const isHeld = await takeTurn(client);
    try {
      return await this.#once(work);
    } finally {
      // The end of a connection gives it back too.
      if (isHeld) await giveTurn(client).catch(() => this.#disconnect());
    }
  }

  async #once<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    // A client takes one statement at a time.
    const turns = new Turns();
    const query = (sql: string, params: readonly Param[] = []) =>
      turns.take(() => this.#query(client, sql, params));
    await query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    let value: T;
    try {
      value = await runWork(statements(query), work);
    } catch (error) {
      await query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await this.#commit(client);
    return value;
  }

  async #commit(client: Client): Promise<void> {
    try {
      await client.query('COMMIT');
    } catch (error) {
      const kind = failureKind(error);
      this.#conflict = kind === 'conflict';
      if (kind === 'conflict' || kind === 'constraint') throw postgresError(this.#server, error);
      await this.#disconnect();
      throw commitUnknown(this.#server, error);
    }
  }

  /** Connects again where the connection was lost: a server may be started anew between two units. */
  async #connected(): Promise<Client> {
    if (this.#closed) throw closed(this.#server);
    if (this.#client) return this.#client;
    const client = await connect(this.#url, this.#options);
    client.once('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }

  async #query(client: Client, sql: string, params: readonly Param[]): Promise<Answer> {
    try {
      const { rows, rowCount } = await client.query<Row>(sql, [...params]);
      return { rows, changed: rowCount ?? 0 };
    } catch (error) {
      const kind = failureKind(error);
      this.#conflict ||= kind === 'conflict';
      if (kind === 'lost') await this.#disconnect();
      throw postgresError(this.#server, error);
    }
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // A server without an answer does not answer the end either.
    await Promise.race([client?.end().catch(() => undefined), later(goodbyeMs, undefined, { ref: false })]);
  }
}

function failureOf(error: unknown): string | undefined {
  return error instanceof OtpforgeError ? error.code : undefined;
}

function closed(server: string): OtpforgeError {
  return new OtpforgeError('LEDGER_FAILED', {
    message: `${server}: the connection to the ledger was closed`,
    remedy: 'Open the ledger again.',
    details: { server },
  });
}

const longestPauseMs = 100;
const crowdedMs = 10_000;
const raceAttempts = 3;
const goodbyeMs = 1_000;

interface Answer {
  readonly rows: readonly Row[];
  readonly changed: number;
}

function statements(query: (sql: string, params: readonly Param[]) => Promise<Answer>): Transaction {
  const all = async (sql: string, ...params: readonly Param[]) => (await query(sql, params)).rows;
  const run = async (sql: string, ...params: readonly Param[]) => (await query(sql, params)).changed;
  return {
    engine: 'postgres',
    all,
    get: async (sql, ...params) => (await all(sql, ...params))[0],
    allOf: (...queries) => Promise.all(queries.map((each) => all(...each))),
    run,
    insert: (table, columns, rows) => insertRows(run, table, columns, rows),
  };
}
