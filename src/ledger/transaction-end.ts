import type { Transaction } from './database.js';

/** A transaction that refuses statements after its end: they would run in another one, or outside of any. */
export function endable(tx: Transaction): { readonly tx: Transaction; readonly end: () => void } {
  let ended = false;
  const during = <T>(work: () => Promise<T>): Promise<T> =>
    ended ? Promise.reject(new Error('a statement came after the end of its transaction')) : work();
  return {
    tx: {
      engine: tx.engine,
      all: (sql, ...params) => during(() => tx.all(sql, ...params)),
      get: (sql, ...params) => during(() => tx.get(sql, ...params)),
      run: (sql, ...params) => during(() => tx.run(sql, ...params)),
    },
    end: () => {
      ended = true;
    },
  };
}
