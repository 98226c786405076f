/** A list in parts of a size; the last one may be smaller. */
export function inParts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}

/** Of a statement that asks for many values. */
export const maximumParams = 200;
