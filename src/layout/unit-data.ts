import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import { printable } from '../text/printable.js';
import type { BitField } from './bit-fields.js';
import type { FieldInput } from './codec/index.js';
import type { Layout, LayoutField } from './layout.js';
import { dataField, dataNames } from './records/entry-data.js';

/** The values for one unit, by field name. */
export type UnitData = ReadonlyMap<string, UnitValue>;

export interface UnitValue {
  readonly value: FieldInput;
  /** Where the value was given, for messages: "unit.json:3", "units.csv:8, column serial", "--set serial". */
  readonly from: string;
  /** Blanks at its ends stand there by no quotes, so nobody sees whether a text is meant to hold them. */
  readonly looseBlanks?: boolean;
  /** It is the cell of a table, which a spreadsheet may have changed. */
  readonly cell?: boolean;
}

/**
 * The values of one unit by field name, as JSON has them; an integer that a number cannot hold is a text or a bigint. A
 * repeated field has an array, a group an object.
 */
export interface UnitValues {
  readonly [field: string]: FieldInput | UnitValues | readonly (FieldInput | UnitValues)[];
}

/** Values by the flat names of fields: "rev[0]", "keys.id". */
export interface FlatValues {
  readonly [field: string]: FieldInput;
}

/** Unit data from an object whose keys name fields. Errors: UNIT_DATA_INVALID. */
export function unitDataFromObject(
  values: { readonly [field: string]: unknown },
  from = 'the values given',
): UnitData {
  const found = new Map<string, UnitValue>();
  for (const [name, value] of Object.entries(values).flatMap((entry) => flat(...entry))) {
    if (found.has(name)) throw givenTwice(name, from);
    found.set(name, { value: fieldInput(name, value, from), from });
  }
  return found;
}

/** How many arrays and objects may be within each other; no name of a field goes deeper. */
export const deepest = 4;

function flat(name: string, value: unknown, depth = 0): readonly (readonly [string, unknown])[] {
  const inner = depth < deepest ? members(value) : [];
  if (inner.length === 0) return [[name, value]];
  return inner.flatMap(([key, each]) => flat(name + key, each, depth + 1));
}

/** The elements of an array are "rev[0]", the members of an object "keys.id". */
function members(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((each, index) => [`[${index}]`, each]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, each]) => [`.${key}`, each]);
}

function givenTwice(name: string, from: string): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${from}: ${name} is given twice`,
    remedy: 'Give each field one value.',
    details: { field: name, from },
  });
}

/** Unit data from "name=value" strings, as `--set` gives them. Errors: UNIT_DATA_SETTING. */
export function unitDataFromSettings(settings: readonly string[]): UnitData {
  const values = new Map<string, UnitValue>();
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const name = setting.slice(0, Math.max(at, 0)).trim();
    const problem = settingProblem(name, setting.slice(at + 1), values.has(name));
    if (problem !== undefined) {
      // The value may be a secret, so it is not repeated.
      throw new OtpforgeError('UNIT_DATA_SETTING', {
        message: `--set ${name || '…'}: ${problem}`,
        remedy: 'Write one --set name=value for each field, for example --set serial=SN-0042.',
        details: { name },
      });
    }
    values.set(name, { value: setting.slice(at + 1), from: `--set ${name}` });
  }
  return values;
}

function settingProblem(name: string, value: string, isKnown: boolean): string | undefined {
  if (name === '') return 'is not of the form name=value';
  if (isKnown) return `gives ${name} twice`;
  // What a script writes whose variable is not set would be burnt as an empty text, forever.
  return value === '' ? `gives ${name} no value; a text that is to be empty is "" in --data` : undefined;
}

/** Joins unit data; a later value replaces an earlier one of the same field, or of bits of it. */
export function mergeUnitData(...parts: readonly UnitData[]): UnitData {
  const merged = new Map<string, UnitValue>();
  for (const part of parts) {
    for (const name of part.keys()) dropBits(merged, name);
    for (const [name, value] of part) {
      // What is last in order replaces what means the same entry by another name.
      merged.delete(name);
      merged.set(name, value);
    }
  }
  return merged;
}

/** Refuses names that are not fields, and values for fields that take none. Errors: LAYOUT_FIELD_UNKNOWN, LAYOUT_FIELD_FIXED. */
export function checkNames(layout: Layout, data: UnitData, more?: (name: string) => string): void {
  for (const [name, { from }] of data) {
    const field = dataField(layout, name);
    if (!field) throw unknownField(layout, name, from, more?.(name));
    const reason = fixedReason(layout, field);
    if (reason === undefined) continue;
    throw new OtpforgeError('LAYOUT_FIELD_FIXED', {
      message: `${from}: ${name} cannot be given a value: ${reason} (${layout.file}:${field.line})`,
      remedy: `Leave ${name} out of the unit data.`,
      details: { field: name, file: layout.file, line: field.line },
    });
  }
}

/** Removes the values of single bits of a field: "flags.secure" of "flags". */
function dropBits(values: Map<string, UnitValue>, field: string): void {
  for (const name of values.keys()) if (name.startsWith(`${field}.`)) values.delete(name);
}

function fixedReason(layout: Layout, field: LayoutField | BitField): string | undefined {
  if (field.type === 'uid') return 'it is the UID of the die';
  if ('whole' in field) return fixedReason(layout, field.whole);
  if (field.kind === 'check') return 'it is computed';
  if (field.counts) return 'it counts the writes of its record';
  if (layout.records.some(({ slots }) => slots[0]?.key === field)) return 'it is in the name of the entry';
  return field.constant === undefined ? undefined : 'it is a constant';
}

function unknownField(layout: Layout, name: string, from: string, more: string | undefined): OtpforgeError {
  const names = dataNames(layout);
  const cure = didYouMean(nearNames(name, names)) ?? `Its fields are ${names.join(', ') || '(none)'}.`;
  return new OtpforgeError('LAYOUT_FIELD_UNKNOWN', {
    message: `${from}: ${layout.file} has no field called "${printable(name)}"`,
    remedy: more === undefined ? cure : `${cure} ${more}`,
    details: { field: name, file: layout.file },
  });
}

export function fieldInput(name: string, value: unknown, from: string): FieldInput {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new OtpforgeError('UNIT_DATA_INVALID', {
    message: `${from}: ${name} must be a string or a number`,
    remedy: 'Write the value in quotes, or leave the field out where the layout has a default.',
    details: { field: name, from },
  });
}
