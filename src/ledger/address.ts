/** A SQLite file, by its absolute path. */
export interface SqliteAddress {
  readonly engine: 'sqlite';
  readonly file: string;
}

/** A PostgreSQL database, by a URL without a password. */
export interface PostgresAddress {
  readonly engine: 'postgres';
  readonly url: string;
}

/** Where a ledger is. */
export type LedgerAddress = SqliteAddress | PostgresAddress;
