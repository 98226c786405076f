/** A bit, or the lowest and the highest bit of a field. */
export type Place = number | readonly [number, number];

/** The mask of a field in its register. */
export function maskOf(place: Place): number {
  if (typeof place === 'number') return (1 << place) >>> 0;
  const [low, high] = place;
  return ((2 ** (high - low + 1) - 1) * 2 ** low) >>> 0;
}

/** The mask of some fields by name. Errors: RangeError for a name that is not described. */
export function maskOfNames(bits: Readonly<Record<string, Place>>, names: readonly string[]): number {
  return names.reduce((mask, name) => (mask | maskOf(placeOf(bits, name))) >>> 0, 0);
}

/** The place of a field by name. Errors: RangeError for a name that is not described. */
export function placeOf(bits: Readonly<Record<string, Place>>, name: string): Place {
  const place = Object.hasOwn(bits, name) ? bits[name] : undefined;
  if (place === undefined) throw new RangeError(`no field is called ${name}`);
  return place;
}
