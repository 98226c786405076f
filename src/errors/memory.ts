import { hexBytes } from '../text/hex.js';
import type { JsonValue } from './json.js';

/** A byte or a number of memory, several, or a text or hash made from them; null where nothing was read. */
export type MemoryValue = JsonValue | Uint8Array;

/** What an error shows of a memory. It is kept apart from all else, so that it can be left out where it is secret. */
export interface ErrorMemory {
  /** Where it lies. Left out when that is not known: it is then secret wherever anything is. */
  readonly address?: number;
  /** In bytes; 1 unless given. */
  readonly length?: number;
  /** By their names in `details`. */
  readonly values: { readonly [name: string]: MemoryValue };
}

/** Writes a value of memory into a message. `instead` stands for it where it is left out. */
export type Show = (value: MemoryValue, instead?: string) => string;

export const showValue: Show = (value) => {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return hexBytes([value]);
  return value instanceof Uint8Array ? hexBytes(value) : JSON.stringify(value);
};

export const hideValue: Show = (_value, instead = '(secret)') => instead;

/** The details that a memory gives: numbers stay numbers, bytes are hexadecimal. */
export function memoryDetails(memory: ErrorMemory | undefined, hidden: boolean): Record<string, JsonValue> {
  if (!memory) return {};
  const { address, length, values } = memory;
  const shown = Object.entries(values).map(([name, value]): [string, JsonValue] => [
    name,
    value instanceof Uint8Array ? hexBytes(value) : value,
  ]);
  return {
    ...(address !== undefined && { address }),
    ...(length !== undefined && { length }),
    ...(hidden ? {} : Object.fromEntries(shown)),
  };
}
