import type { Layout } from '../layout/index.js';
import type { KnownUnit } from '../ledger/index.js';

type Fields = Pick<Layout, 'fields'>;

/** By field. The ledger has no text of a secret value; a layout that made the field secret since keeps it too. */
export function publicValues({ values }: KnownUnit, { fields }: Fields): ReadonlyMap<string, string> {
  const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => name));
  return new Map(
    values.flatMap(({ field, text }) => (text === undefined || secret.has(field) ? [] : [[field, text]])),
  );
}

/** What people call a unit by: the value of `serial`, or of the first unique field of the layout that is not secret. */
export function serialOf(unit: KnownUnit, layout: Fields): string | undefined {
  const values = publicValues(unit, layout);
  return values.get('serial') ?? firstUnique(unit, layout, values);
}

/** In the order of the layout. */
function firstUnique(
  { values }: KnownUnit,
  { fields }: Fields,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  const unique = new Set(values.filter((value) => value.unique).map(({ field }) => field));
  const first = fields.find(({ name }) => unique.has(name) && texts.has(name));
  return first && texts.get(first.name);
}
