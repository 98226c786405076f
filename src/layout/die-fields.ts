import type { Layout, LayoutField, LayoutWarning } from './layout.js';
import { neededFields } from './values.js';

/** Whether a field's bytes are those of one die: its unique ID, or computed over it. */
export function isOfDie(field: LayoutField): boolean {
  return field.kind === 'check' ? field.covers.includes('@uid') : field.type === 'uid';
}

/** The fields that cannot be computed from values alone: the die or a signer is needed, for what they cover at least. */
export function boundFields(layout: Layout, fields: readonly LayoutField[]): readonly LayoutField[] {
  const isBound = (field: LayoutField) => isOfDie(field) || field.type === 'computed';
  if (!layout.fields.some(isBound)) return [];
  return fields.filter((field) => [...neededFields(layout, [field])].some(isBound));
}

/** Says what is left out where neither die nor signer is there. */
export function leftOutWarning({ file }: Layout, left: readonly LayoutField[]): readonly LayoutWarning[] {
  if (left.length === 0) return [];
  const names = [...new Set(left.map(({ name }) => name))].join(', ');
  return [
    {
      code: 'DIE_NEEDED',
      message: `${file}: fields that depend on the die or on a signer are left out: ${names}; merge --uid writes them`,
    },
  ];
}
