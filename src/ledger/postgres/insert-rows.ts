import type { Param, Transaction } from '../database.js';
import { inParts, maximumParams } from '../in-parts.js';

/** Inserts many rows with few statements, each of which is a way to the server and back. Errors: LEDGER_CONSTRAINT. */
export async function insertRows(
  run: Transaction['run'],
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
      run(textOf(some.length), ...some.flat()),
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
