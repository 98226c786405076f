/** Reads a column from PostgreSQL's text, by the type's OID: numbers, bytes, and all else as the text that it is. */
export function columnParser(type: number): (text: string) => string | number | Uint8Array {
  if (numbers.has(type)) return number;
  if (type === oid.bool) return (text) => (text === 't' ? 1 : 0);
  if (type === oid.bytea) return (text) => Uint8Array.from(Buffer.from(text.slice(hexPrefix.length), 'hex'));
  return (text) => text;
}

/** SELECT oid, typname FROM pg_type */
const oid = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, float8: 701, numeric: 1700 };
const numbers: ReadonlySet<number> = new Set([oid.int8, oid.int2, oid.int4, oid.float8, oid.numeric]);

/** bytea_output is hex in every session of ours. */
const hexPrefix = '\\x';

function number(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new Error('an integer of the ledger is 2^53 or larger');
  return value;
}
