export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Leaf {
  /** Such as lines.0.ram.1.base. */
  readonly path: string;
  readonly value: number;
}

/** Every number of a document. */
export function numbersOf(document: Json, path = ''): Leaf[] {
  if (typeof document === 'number') return [{ path, value: document }];
  if (document === null || typeof document !== 'object') return [];
  return Object.entries(document).flatMap(([key, value]) =>
    numbersOf(value, path === '' ? key : `${path}.${key}`),
  );
}

/** A copy with another number at a path. */
export function withNumber(document: Json, path: string, value: number): Json {
  const copy = structuredClone(document) as never;
  const keys = path.split('.');
  const last = keys.pop();
  let at: Record<string, never> = copy;
  for (const key of keys) at = at[key] as never;
  at[last as string] = value as never;
  return copy;
}

/** The number with each of its hexadecimal and decimal digits changed, one at a time. */
export function oneDigitOff(value: number): number[] {
  if (!Number.isInteger(value)) return [value * 10, value + 1];
  const places = (base: number) =>
    Array.from({ length: Math.max(1, value.toString(base).length) }, (_, place) => {
      const digit = Math.floor(value / base ** place) % base;
      return value + (((digit + 1) % base) - digit) * base ** place;
    });
  return [...new Set([...places(16), ...places(10)])];
}
