import { OtpforgeError } from '../errors/index.js';
import { overlaps } from '../range/index.js';
import { count } from '../text/plural.js';
import { refuseDebris, refuseUnseen } from './clean-text.js';
import { cellOfNumber } from './codec/decimal-comma.js';
import { type FieldInput, ValueProblem } from './codec/index.js';
import { integerBytes } from './codec/integer.js';
import { crc } from './crc/index.js';
import type { CrcField, Layout, LayoutField, ValueField } from './layout.js';
import type { UnitData, UnitValue } from './unit-data.js';

/**
 * Bytes of some fields, and of every field that their CRCs cover.
 * Errors: LAYOUT_VALUE_MISSING (all missing fields at once), LAYOUT_VALUE.
 */
export function encodeFields(
  layout: Layout,
  fields: readonly LayoutField[],
  data: UnitData,
): ReadonlyMap<LayoutField, Uint8Array> {
  const needed = neededFields(layout, fields);
  refuseMissing(layout, needed, data);
  const encoded = new Map<LayoutField, Uint8Array>();
  const bytesOf = (field: LayoutField): Uint8Array => {
    const known = encoded.get(field);
    if (known) return known;
    const bytes = field.kind === 'crc' ? encodeCrc(layout, field, bytesOf) : encodeValue(layout, field, data);
    encoded.set(field, bytes);
    return bytes;
  };
  for (const field of needed) bytesOf(field);
  return encoded;
}

/** Some fields, and all that their CRCs cover. */
export function neededFields(layout: Layout, fields: readonly LayoutField[]): ReadonlySet<LayoutField> {
  const needed = new Set(fields);
  // A set goes on to what is added while it is walked.
  for (const field of needed) {
    if (field.kind !== 'crc') continue;
    for (const other of layout.fields) {
      if (field.covers.some((span) => overlaps(span, other))) needed.add(other);
    }
  }
  return needed;
}

function refuseMissing(layout: Layout, fields: Iterable<LayoutField>, data: UnitData): void {
  const missing = [...fields].filter((field) => field.kind === 'value' && given(field, data) === undefined);
  if (missing.length === 0) return;
  const places = missing.map(({ name, line }) => `${name} (${layout.file}:${line})`);
  throw new OtpforgeError('LAYOUT_VALUE_MISSING', {
    message: `no value is given for ${places.join(', ')}`,
    remedy: 'Give each a value in the unit data or by --set name=value, or a default in the layout.',
    details: { file: layout.file, fields: missing.map(({ name }) => name) },
  });
}

/** The value of a field, from the layout or from unit data. */
export function given(field: ValueField, data: UnitData): FieldInput | undefined {
  return field.constant ?? data.get(field.name)?.value ?? field.preset;
}

function encodeValue(layout: Layout, field: ValueField, data: UnitData): Uint8Array {
  const value = given(field, data) ?? '';
  try {
    return field.constant === undefined
      ? encodeGiven(field, data.get(field.name) ?? { value })
      : field.codec.encode(value);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    const from = data.get(field.name)?.from ?? layout.file;
    const shown = field.secret ? 'the value (secret, not shown)' : shownValue(value);
    throw new OtpforgeError('LAYOUT_VALUE', {
      message: `${from}: ${field.name}: ${shown} ${cause.rule} (${layout.file}:${field.line})`,
      remedy: `Correct the value of ${field.name}, a ${field.type} field of ${count(field.length, 'byte')}.`,
      details: { field: field.name, file: layout.file, line: field.line, from, rule: cause.rule },
    });
  }
}

/** The bytes of a value as unit data or a default gives it. Throws ValueProblem. */
export function encodeGiven(
  field: ValueField,
  { value, looseBlanks, cell }: Omit<UnitValue, 'from'>,
): Uint8Array {
  if (cell && typeof value === 'string') refuseDebris(value);
  // ASCII has none of them, and its own rule says so.
  if (field.type !== 'ascii') refuseUnseen(value);
  if (isText(field) && looseBlanks) {
    throw new ValueProblem('begins or ends with a blank; put the cell in quotes if that belongs to the text');
  }
  return field.codec.encode(cell && typeof value === 'string' ? cellOfNumber(field.type, value) : value);
}

function isText({ type }: ValueField): boolean {
  return type === 'ascii' || type === 'utf8';
}

/** A value as a message shows it, with escapes for what nobody sees. */
export function shownValue(value: FieldInput): string {
  return typeof value === 'string' ? JSON.stringify(value).replace(unseen, escaped) : `${value}`;
}

/** Blanks other than the common one, and what has no width: a spreadsheet puts them in, and nobody sees them. */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u{2800}]|(?! )\p{Z}/gu;

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`).join('');
}

function encodeCrc(layout: Layout, field: CrcField, bytesOf: (field: LayoutField) => Uint8Array): Uint8Array {
  const covered = field.covers.flatMap(({ address, length }) =>
    Array.from({ length }, (_, index) => byteAt(layout, address + index, bytesOf)),
  );
  return integerBytes(crc(field.parameters, covered), field.length, field.spec.endian);
}

function byteAt(layout: Layout, address: number, bytesOf: (field: LayoutField) => Uint8Array): number {
  const owner = layout.fields.find((field) => overlaps(field, { address, length: 1 }));
  const byte = owner ? bytesOf(owner)[address - owner.address] : layout.fill;
  // The layout was refused if a CRC covers a byte that is neither a field's nor filled.
  if (byte === undefined) throw new Error(`the byte at ${address} has no value`);
  return byte;
}
