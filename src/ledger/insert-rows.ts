import type { Param, Transaction } from './database.js';

/** Inserts many rows with few statements. Errors: LEDGER_CONSTRAINT. */
export async function insertRows(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Param[])[],
): Promise<void> {
  const texts = new Map<number, string>();
  const textOf = (count: number) => {
    const text = texts.get(count) ?? statement(table, columns, count);
    texts.set(count, text);
    return text;
  };
  // The database takes them in this order, and need not wait for us in between.
  await Promise.all(
    inParts(rows, Math.floor(maximumParams / columns.length)).map((some) =>
      tx.run(textOf(some.length), ...some.flat()),
    ),
  );
}

function statement(table: string, columns: readonly string[], count: number): string {
  const places = Array.from(
    { length: count },
    (_, row) => `(${columns.map((_name, i) => `$${row * columns.length + i + 1}`)})`,
  );
  return `INSERT INTO ${table} (${columns}) VALUES ${places}`;
}

// SQLite's binding looks each parameter up among all of its statement: long statements take longer than several.
export const maximumParams = 200;

export function inParts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}
