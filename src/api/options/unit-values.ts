import type { FlatValues, UnitValues } from '../../layout/index.js';
import { kind } from './kinds.js';

/** Values by field name, of which the layout judges each. A Map has none that this would find. */
export const unitValues = kind<UnitValues>('a plain object of values by field name', isPlainObject);

/** Likewise, to find a row by. */
export const flatValues = kind<FlatValues>('a plain object of values by field name', isPlainObject);

export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // That of another realm is one too, as a test runner's.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
