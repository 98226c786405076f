import { ValueProblem } from '../codec/index.js';
import type { ReadBytes } from '../decode-field.js';
import { type Layout, type LayoutField, type LayoutSlot, slotAt, type ValueField } from '../layout.js';

/** A value of the key field: the name of a number, or the number. */
export type EntryKey = string | number;

/** What a field of an entry is called: "entries[ble].value". */
export function entryName(record: string, key: EntryKey, field: string): string {
  return `${record}[${key}].${field}`;
}

/** What a field is called within its record. */
export function localName({ name, place }: LayoutField): string {
  return place && name.startsWith(`${place.record}.`) ? name.slice(place.record.length + 1) : name;
}

/** What a field is called by what memory holds: that of a keyed record by the entry that its slot holds. */
export function nameIn(layout: Layout, field: LayoutField, read: ReadBytes): string {
  const slot = field.place && slotAt(layout, field.place);
  if (!slot?.key) return field.name;
  const key = keyIn(slot, read);
  return key === undefined ? field.name : entryName(slot.record, key, localName(field));
}

/** The key that a slot holds; undefined where it breaks a rule of its field, or cannot be read. */
export function keyIn({ key: field }: LayoutSlot, read: ReadBytes): EntryKey | undefined {
  const bytes = field && read(field.address, field.length);
  if (!field || !bytes) return undefined;
  try {
    return entryKey(field, bytes);
  } catch (error) {
    if (error instanceof ValueProblem) return undefined;
    throw error;
  }
}

/** The key that bytes stand for, a name in place of its number. Throws ValueProblem. */
export function entryKey({ codec }: ValueField, bytes: Uint8Array): EntryKey {
  const { value } = codec.decode(bytes);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
