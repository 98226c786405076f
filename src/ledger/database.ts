/**
 * What a statement takes. Integers stay below 2^53, booleans are 0 and 1, times are ISO texts. Bytes are never empty: some
 * versions of node:sqlite store NULL then.
 */
export type Param = string | number | null | Uint8Array;

/** By column. Counts and bigints are numbers, bytes are Uint8Array. */
export type Row = Readonly<Record<string, string | number | null | Uint8Array>>;

/** A statement with its parameters. */
export type Query = readonly [sql: string, ...params: readonly Param[]];

/** Statements of one transaction, with parameters as `$1`, `$2`. It is of no use after the transaction's end. */
export interface Transaction {
  readonly engine: 'sqlite' | 'postgres';
  all(sql: string, ...params: readonly Param[]): Promise<readonly Row[]>;
  /** The first row. */
  get(sql: string, ...params: readonly Param[]): Promise<Row | undefined>;
  /** The rows of several statements that read: asked for at once where that is cheaper. */
  allOf(...queries: readonly Query[]): Promise<readonly (readonly Row[])[]>;
  /** The number of rows that it changed. */
  run(sql: string, ...params: readonly Param[]): Promise<number>;
  /** Inserts rows into columns of a table, however the engine does that fastest. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly Param[])[]): Promise<void>;
}

/**
 * A connection to a ledger, which does one transaction at a time: others wait for their turn. Errors of its statements:
 * LEDGER_BUSY, LEDGER_CONSTRAINT, LEDGER_FAILED.
 */
export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  /**
   * Commits when `work` resolves, and rolls back when it rejects. `work` may run again, after a conflict of two transactions:
   * it does nothing but statements, and waits for each. Errors: those of `work`; LEDGER_COMMIT_UNKNOWN when nobody can say
   * whether it was committed.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Ends the connection after the transactions that were begun. */
  close(): Promise<void>;
}
