import { type Layout, type LayoutField, type LayoutSlot, type SlotPlace, slotAt } from '../layout.js';
import type { UnitData, UnitValue } from '../unit-data.js';
import { type EntryKey, entryName, localName } from './entry-name.js';

/** Where values of a record go, whether the slot is chosen by what a chip holds or not. */
export interface Place extends SlotPlace {
  readonly sequence?: number;
  readonly key?: EntryKey;
  readonly revokes?: true;
}

/** The layout in which the fields of chosen slots are called by the entries that go there. */
export function bindEntries(layout: Layout, chosen: readonly Place[]): Layout {
  const names = new Map<LayoutField, string>();
  for (const { key, ...place } of chosen) {
    if (key === undefined) continue;
    for (const field of slotAt(layout, place)?.fields ?? []) {
      names.set(field, entryName(place.record, key, localName(field)));
    }
  }
  if (names.size === 0) return layout;
  const renamed = new Map([...names].map(([field, name]) => [field, { ...field, name }]));
  const bound = <F extends LayoutField>(field: F): F => (renamed.get(field) as F | undefined) ?? field;
  const boundSlot = (slot: LayoutSlot): LayoutSlot => ({
    ...slot,
    fields: slot.fields.map(bound),
    ...(slot.key && { key: bound(slot.key) }),
    ...(slot.check && { check: bound(slot.check) }),
  });
  return {
    ...layout,
    fields: layout.fields.map(bound),
    records: layout.records.map((record) =>
      record.kind === 'keyed' ? { ...record, slots: record.slots.map(boundSlot) } : record,
    ),
  };
}

/** The same for one slot, with the slot. */
export function boundTo(layout: Layout, place: Place): { readonly bound: Layout; readonly slot: LayoutSlot } {
  const bound = bindEntries(layout, [place]);
  const slot = slotAt(bound, place);
  if (!slot) throw new Error(`${place.record} has no slot ${place.slot}`);
  return { bound, slot };
}

/** Unit data with what nobody gives: the sequence of each chosen slot, and the key of each entry. */
export function withCounted(bound: Layout, data: UnitData, chosen: readonly Place[]): UnitData {
  const from = bound.file;
  const counted = chosen.flatMap((choice): [string, UnitValue][] => {
    const slot = slotAt(bound, choice);
    return [
      ...(slot?.sequence
        ? [[slot.sequence.name, { value: choice.sequence ?? choice.slot, from }] as const]
        : []),
      ...(slot?.key && choice.key !== undefined
        ? [[slot.key.name, { value: choice.key, from }] as const]
        : []),
    ].map(([name, value]) => [name, value]);
  });
  return new Map([...data, ...counted]);
}
