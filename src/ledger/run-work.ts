import type { Transaction } from './database.js';

/**
 * Does the work of a transaction with its statements. They are refused after its end: they would run in another transaction,
 * or outside of any. A statement that failed is an error even if the work has caught it: PostgreSQL forgets all the others.
 */
export async function runWork<T>(statements: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let ended = false;
  let failed: { readonly error: unknown } | undefined;
  const during = async <R>(statement: () => Promise<R>): Promise<R> => {
    if (ended) throw new Error('a statement came after the end of its transaction');
    try {
      return await statement();
    } catch (error) {
      failed ??= { error };
      throw error;
    }
  };
  try {
    const value = await work({
      engine: statements.engine,
      all: (sql, ...params) => during(() => statements.all(sql, ...params)),
      get: (sql, ...params) => during(() => statements.get(sql, ...params)),
      allOf: (...queries) => during(() => statements.allOf(...queries)),
      run: (sql, ...params) => during(() => statements.run(sql, ...params)),
      insert: (table, columns, rows) => during(() => statements.insert(table, columns, rows)),
    });
    if (failed) throw failed.error;
    return value;
  } finally {
    ended = true;
  }
}
