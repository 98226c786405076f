import type { SqliteAddress } from './address.js';
import type { Database } from './database.js';

export interface DatabaseOptions {
  /** Makes the SQLite file where there is none. A PostgreSQL database must exist. */
  readonly create?: boolean;
  /** How long a transaction waits for others, 30 s unless given. */
  readonly waitMs?: number;
}

/**
 * Connects to a ledger's database; its engine is loaded only now. Errors: LEDGER_ENGINE_MISSING, LEDGER_MISSING,
 * LEDGER_UNAVAILABLE, LEDGER_NETWORK_FILE.
 */
export async function openDatabase(
  address: SqliteAddress,
  { create = false, waitMs = 30_000 }: DatabaseOptions = {},
): Promise<Database> {
  const { openSqlite } = await import('./sqlite/open-sqlite.js');
  return openSqlite(address.file, { create, waitMs });
}
