import type { MapCells, MapDocument } from './document.js';

type Place = Pick<MapCells, 'field' | 'record'>;

/** The letter of each field in the cells of a map: a to z by address; the slots of a record share those of its fields. */
export function fieldLetters({ cells }: Pick<MapDocument, 'cells'>): (place: Place) => string | undefined {
  const keys = new Set(cells.filter(({ field }) => field !== undefined).map(keyOf));
  const letters = new Map([...keys].slice(0, alphabet.length).map((key, index) => [key, alphabet[index]]));
  return (place) => letters.get(keyOf(place));
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz';

function keyOf({ field, record }: Place): string {
  return JSON.stringify([record, field]);
}
