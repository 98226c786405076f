import type { Layout } from '../layout/index.js';

/** What people call a unit by: the value of `serial`, or of the first unique field of the layout that is not secret. */
export function serialOf(
  { fields }: Pick<Layout, 'fields'>,
  values: readonly { readonly field: string; readonly text?: string }[] = [],
): string | undefined {
  const texts = new Map(values.flatMap(({ field, text }) => (text === undefined ? [] : [[field, text]])));
  const first = fields.find(({ name, unique, secret }) => unique && !secret && texts.has(name));
  return texts.get('serial') ?? (first && texts.get(first.name));
}
