import { OtpforgeError } from '../errors/index.js';
import { numberIn } from './columns.js';
import type { Database, Transaction } from './database.js';

/** A step of the schema. Its statements have no parameters. */
export interface Migration {
  /** One more than that of the step before. */
  readonly version: number;
  readonly statements: (engine: Transaction['engine']) => readonly string[];
}

/**
 * Brings the schema of a ledger up to the last migration, in one transaction, while other processes wait. Returns the
 * version that it had, 0 for a database without a ledger. Errors: LEDGER_TOO_NEW for the schema of a later otpforge.
 */
export function migrate(database: Database, migrations: readonly Migration[]): Promise<number> {
  return alone(database, () =>
    database.transaction(async (tx) => {
      const newest = migrations.at(-1)?.version ?? 0;
      await tx.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)');
      const found = await versionIn(tx);
      if (found > newest) throw tooNew(found, newest);
      for (const { version, statements } of migrations.filter((each) => each.version > found)) {
        for (const statement of statements(tx.engine)) await tx.run(statement);
        await tx.run('INSERT INTO schema_version VALUES ($1)', version);
      }
      return found;
    }),
  );
}

/** The version of the schema; 0 for a database without a ledger. Changes nothing. */
export function schemaVersion(database: Database): Promise<number> {
  return database.transaction(async (tx) => ((await hasVersions(tx)) ? versionIn(tx) : 0));
}

async function hasVersions(tx: Transaction): Promise<boolean> {
  const found = await tx.get(
    tx.engine === 'sqlite'
      ? "SELECT 1 AS one FROM sqlite_schema WHERE name = 'schema_version'"
      : "SELECT 1 AS one WHERE to_regclass('schema_version') IS NOT NULL",
  );
  return found !== undefined;
}

async function versionIn(tx: Transaction): Promise<number> {
  const row = await tx.get('SELECT coalesce(max(version), 0) AS version FROM schema_version');
  return row ? numberIn(row, 'version') : 0;
}

/** SQLite has one writer by itself. PostgreSQL's lock must be held before the transaction, which sees what was before it. */
async function alone<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.engine === 'sqlite') return work();
  await database.transaction((tx) => tx.all('SELECT pg_advisory_lock($1)', migrationLock));
  try {
    return await work();
  } finally {
    await database.transaction((tx) => tx.all('SELECT pg_advisory_unlock($1)', migrationLock));
  }
}

/** Any number that no other program is likely to lock in this database. */
const migrationLock = 0x6f747066;

function tooNew(found: number, newest: number): OtpforgeError {
  return new OtpforgeError('LEDGER_TOO_NEW', {
    message: `the ledger has schema ${found}, and this otpforge knows schemas up to ${newest}`,
    remedy: 'Update otpforge at this station.',
    details: { found, newest },
  });
}
