import { type BitField, bitFields, isGivenOtherwise } from './bit-fields.js';
import type { Layout, ValueField } from './layout.js';
import { isEntryOfKeyed } from './records/entry-data.js';

/**
 * The fields, or bits of them, that have no value though those of the names in `given` have one: neither the layout nor the die
 * gives it. Entries of a keyed record may be left out.
 */
export function openFields(layout: Layout, given: ReadonlySet<string>): readonly (ValueField | BitField)[] {
  const byLayout = new Set(
    layout.records.flatMap(({ slots }) => slots.flatMap(({ sequence, valid }) => [sequence, valid])),
  );
  const open = layout.fields.flatMap((field): readonly (ValueField | BitField)[] => {
    if (field.kind === 'check' || field.type === 'uid' || field.constant !== undefined) return [];
    if (byLayout.has(field) || isEntryOfKeyed(layout, field) || given.has(field.name)) return [];
    if (isGivenOtherwise(field, given)) return [];
    const bits = bitFields(field).filter((bit) => bit.preset === undefined && !given.has(bit.name));
    return bits.length > 0 ? bits : [field];
  });
  // All slots of a record are alike.
  return [...new Map(open.map((field) => [field.name, field])).values()];
}
