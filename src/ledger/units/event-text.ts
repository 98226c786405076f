import type { JsonValue } from '../../errors/index.js';
import type { NewValue } from './known.js';

/** The values of an event, by field: their text, and null for secret ones. */
export function valuesEvent(values: readonly NewValue[]): { readonly [field: string]: JsonValue } {
  return Object.fromEntries(values.map(({ field, text }) => [field, text ?? null]));
}
