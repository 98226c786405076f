import { OtpforgeError } from '../../errors/index.js';
import { type BitField, bitFields, fieldOfName } from '../bit-fields.js';
import { ValueProblem } from '../codec/index.js';
import type { Layout, LayoutField, LayoutRecord, LayoutSlot } from '../layout.js';
import type { UnitData, UnitValue } from '../unit-data.js';
import { type EntryKey, entryKey, entryName, localName } from './entry-name.js';

/** The entries of a keyed record that unit data gives values for, in its order. */
export function entriesIn(layout: Layout, record: LayoutRecord, data: UnitData): readonly EntryKey[] {
  const keys = new Set<EntryKey>();
  for (const [name, { from }] of data) {
    const entry = entryOf(layout, name);
    if (entry?.record === record) keys.add(keyOf(layout, entry, name, from));
  }
  return [...keys];
}

/**
 * Unit data with one name for each value of an entry: "entries.ble.value", as an object of JSON has it, and a number in place
 * of its name mean the same. Errors: UNIT_DATA_INVALID, LAYOUT_VALUE.
 */
export function withEntryNames(layout: Layout, data: UnitData): UnitData {
  if (!layout.records.some(({ kind }) => kind === 'keyed')) return data;
  const names = new Map<string, { readonly given: string; readonly from: string }>();
  const found = new Map<string, UnitValue>();
  for (const [given, value] of data) {
    const entry = entryOf(layout, given);
    const name = entry
      ? entryName(entry.record.name, keyOf(layout, entry, given, value.from), localName(entry.field))
      : given;
    const other = names.get(name);
    // What comes later replaces it where it is from elsewhere, as a setting from a file.
    if (other && sourceOf(other.from) === sourceOf(value.from)) throw givenTwice(given, value.from, other);
    names.set(name, { given, from: value.from });
    found.set(name, value);
  }
  return found;
}

/** "unit.json" of "unit.json:3", "--set" of "--set serial". */
function sourceOf(from: string): string {
  return from.startsWith('--set') ? '--set' : from.replace(/:\d+(:.*|, .*)?$/s, '');
}

/** The field that a name of unit data means; of a keyed record that of its first slot. */
export function dataField(layout: Layout, name: string): LayoutField | BitField | undefined {
  const entry = entryOf(layout, name);
  if (entry) return entry.field;
  const field = fieldOfName(layout, name);
  return field && isEntryOfKeyed(layout, field) ? undefined : field;
}

/** Whether a name of unit data means a field of an entry. */
export function isEntryName(layout: Layout, name: string): boolean {
  return entryOf(layout, name) !== undefined;
}

/** Names of the fields that unit data can give, as messages list them. */
export function dataNames(layout: Layout): readonly string[] {
  const names = layout.fields
    .flatMap((field) => [field, ...bitFields(field)])
    .map((field) => {
      if (!isEntryOfKeyed(layout, field)) return field.name;
      return entryName(field.place?.record ?? '', '<key>', localName(field));
    });
  return [...new Set(names)];
}

/** Whether a field is in a keyed record, so that unit data calls it by the key of an entry. */
export function isEntryOfKeyed(layout: Layout, { place }: LayoutField): boolean {
  return layout.records.some(({ name, kind }) => kind === 'keyed' && name === place?.record);
}

interface Entry {
  readonly record: LayoutRecord;
  readonly slot: LayoutSlot;
  readonly field: LayoutField | BitField;
  /** As it was given. */
  readonly key: string;
}

function entryOf({ records }: Layout, name: string): Entry | undefined {
  for (const record of records) {
    const [slot] = record.slots;
    if (record.kind !== 'keyed' || !slot || !name.startsWith(record.name)) continue;
    const rest = name.slice(record.name.length);
    // "a.value" before "value".
    for (const field of slot.fields
      .flatMap((each) => [each, ...bitFields(each)])
      .toSorted((a, b) => b.name.length - a.name.length)) {
      const end = `.${localName(field)}`;
      const key = rest.endsWith(end) ? /^(?:\[(.+)\]|\.(.+))$/s.exec(rest.slice(0, -end.length)) : undefined;
      if (key) return { record, slot, field, key: key[1] ?? key[2] ?? '' };
    }
  }
  return undefined;
}

/** The key as it is read back: a name in place of its number. */
function keyOf(layout: Layout, { slot, key }: Entry, name: string, from: string): EntryKey {
  try {
    return (slot.key && entryKey(slot.key, slot.key.codec.encode(key))) ?? key;
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    throw new OtpforgeError('LAYOUT_VALUE', {
      message: `${from}: ${name}: the key ${JSON.stringify(key)} ${cause.rule} (${layout.file}:${slot.key?.line ?? 1})`,
      remedy: `Write the key of an entry between "[" and "]", for example ${slot.record}[1].`,
      details: { field: name, file: layout.file, from, rule: cause.rule },
    });
  }
}

function givenTwice(name: string, from: string, other: { given: string; from: string }): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${from}: ${name} is the same entry as ${other.given} (${other.from})`,
    remedy: 'Give each entry one value.',
    details: { field: name, from },
  });
}
