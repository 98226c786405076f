import type { LedgerAddress } from './address.js';
import type { Database } from './database.js';

export interface DatabaseOptions {
  /** Makes the SQLite file where there is none. A PostgreSQL database must exist. */
  readonly create?: boolean;
  /** How long a transaction waits for others, 30 s unless given. */
  readonly waitMs?: number;
  /** For tests: takes a PostgreSQL server with `fsync = off`. */
  readonly allowUnsafe?: boolean;
}

/**
 * Connects to a ledger's database; its engine is loaded only now. Errors: LEDGER_ENGINE_MISSING, LEDGER_MISSING,
 * LEDGER_UNAVAILABLE, LEDGER_NETWORK_FILE, LEDGER_UNSAFE.
 */
export async function openDatabase(
  address: LedgerAddress,
  { create = false, waitMs = 30_000, allowUnsafe = false }: DatabaseOptions = {},
): Promise<Database> {
  if (address.engine === 'sqlite') {
    const { openSqlite } = await import('./sqlite/open-sqlite.js');
    return openSqlite(address.file, { create, waitMs });
  }
  const { openPostgres } = await import('./postgres/open-postgres.js');
  return openPostgres(address.url, { waitMs, allowUnsafe });
}
