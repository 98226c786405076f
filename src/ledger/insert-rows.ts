import type { Param, Transaction } from './database.js';

/** Inserts many rows with few statements. Errors: LEDGER_CONSTRAINT. */
export async function insertRows(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Param[])[],
): Promise<void> {
  for (const some of inParts(rows, Math.floor(maximumParams / columns.length))) {
    const places = some.map((_, row) => `(${columns.map((_, i) => `$${row * columns.length + i + 1}`)})`);
    await tx.run(`INSERT INTO ${table} (${columns}) VALUES ${places}`, ...some.flat());
  }
}

// SQLite's binding looks each parameter up among all of its statement: long statements take longer than several.
export const maximumParams = 200;

export function inParts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}
