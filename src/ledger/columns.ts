import type { Row } from './database.js';

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw notA('text', column);
  return value;
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw notA('number', column);
  return value;
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw notA('bytes', column);
  return new Uint8Array(value);
}

/** The property that a column becomes; none where the column is null. */
export function optional<Name extends string, T>(
  name: Name,
  row: Row,
  column: string,
  read: (row: Row, column: string) => T,
): { readonly [K in Name]?: T } {
  if (row[column] === null || row[column] === undefined) return {};
  return { [name]: read(row, column) } as { readonly [K in Name]?: T };
}

/** What the ledger itself wrote as JSON. */
export function jsonIn<T>(row: Row, column: string): T {
  return JSON.parse(textIn(row, column)) as T;
}

function notA(type: string, column: string): Error {
  return new Error(`the column ${column} of the ledger has no ${type}`);
}
