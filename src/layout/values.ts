import { OtpforgeError } from '../errors/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { count } from '../text/plural.js';
import { bitFields, joinedBits } from './bit-fields.js';
import { checkBytes } from './check-value.js';
import { refuseDebris, refuseUnseen } from './clean-text.js';
import { cellOfNumber } from './codec/decimal-comma.js';
import { type FieldInput, ValueProblem } from './codec/index.js';
import { type CheckField, type Layout, type LayoutField, memoryOf, type ValueField } from './layout.js';
import type { UnitData, UnitValue } from './unit-data.js';

/** What is known of the die that values are for, beside the values. */
export interface Die {
  readonly uid?: Uint8Array | undefined;
  /** The answer of a signer to what its field covers; undefined while there is none. */
  readonly signed?: ((field: CheckField, input: Uint8Array) => Uint8Array | undefined) | undefined;
  /** Fields that it holds already, which need no value. */
  readonly held?: ReadonlyMap<LayoutField, Uint8Array> | undefined;
}

/** Thrown where the bytes of a field can be computed by its signer only. */
export class AnswerNeeded extends Error {
  constructor(
    readonly field: CheckField,
    readonly input: Uint8Array,
  ) {
    super(`${field.name} has no answer of its signer`);
    this.name = 'AnswerNeeded';
  }
}

/**
 * Bytes of some fields, and of every field that their checks cover.
 * Errors: LAYOUT_VALUE_MISSING (all missing fields at once), LAYOUT_VALUE, LAYOUT_UID_NEEDED; throws AnswerNeeded.
 */
export function encodeFields(
  layout: Layout,
  fields: readonly LayoutField[],
  data: UnitData,
  die: Die = {},
): ReadonlyMap<LayoutField, Uint8Array> {
  const needed = neededFields(layout, fields, die.held);
  refuseMissing(layout, needed, data);
  const encoded = new Map<LayoutField, Uint8Array>(die.held);
  const bytesOf = (field: LayoutField): Uint8Array => {
    const known = encoded.get(field);
    if (known) return known;
    const bytes = encodeField({ layout, field, bytesOf, die }, data);
    encoded.set(field, bytes);
    return bytes;
  };
  for (const field of needed) bytesOf(field);
  return encoded;
}

/** Some fields, and all that their checks cover, apart from those that a chip holds already. */
export function neededFields(
  layout: Layout,
  fields: readonly LayoutField[],
  held: ReadonlyMap<LayoutField, Uint8Array> = new Map(),
): ReadonlySet<LayoutField> {
  const needed = new Set(fields);
  // A set goes on to what is added while it is walked.
  for (const field of needed) {
    if (field.kind !== 'check') continue;
    const memory = memoryOf(field);
    for (const other of layout.fields) {
      if (!held.has(other) && memory.some((span) => overlaps(span, other))) needed.add(other);
    }
  }
  return needed;
}

function refuseMissing(layout: Layout, fields: Iterable<LayoutField>, data: UnitData): void {
  const missing = [...fields].flatMap((field) => missingValues(field, data));
  if (missing.length === 0) return;
  const places = missing.map(({ name, line }) => `${name} (${layout.file}:${line})`);
  throw new OtpforgeError('LAYOUT_VALUE_MISSING', {
    message: `no value is given for ${places.join(', ')}`,
    remedy: 'Give each a value in the unit data or by --set name=value, or a default in the layout.',
    details: { file: layout.file, fields: missing.map(({ name }) => name) },
  });
}

/** The field itself, or those of its bits that have no value; nobody gives the UID. */
function missingValues(field: LayoutField, data: UnitData): readonly LayoutField[] {
  if (field.kind === 'check' || field.type === 'uid' || given(field, data) !== undefined) return [];
  const bits = bitFields(field);
  return bits.length === 0 ? [field] : bits.filter((bit) => given(bit, data) === undefined);
}

/** The value of a field, from the layout or from unit data. */
export function given(field: ValueField, data: UnitData): FieldInput | undefined {
  return field.constant ?? data.get(field.name)?.value ?? field.preset;
}

function encodeField({ field, ...about }: CheckInput<LayoutField>, data: UnitData): Uint8Array {
  if (field.kind === 'check') return encodeCheck({ field, ...about });
  if (field.type === 'uid') return Uint8Array.from(uidFor(about.layout, field, about.die));
  return encodeValue(about.layout, field, data);
}

/** Bits that are given one by one go before those of the field as a whole, which may be the layout's. */
function encodeValue(layout: Layout, field: ValueField, data: UnitData): Uint8Array {
  const bits = field.constant === undefined ? bitFields(field) : [];
  const whole = given(field, data) === undefined ? undefined : encodeWhole(layout, field, data);
  if (whole && !bits.some(({ name }) => data.has(name))) return whole;
  if (bits.length === 0) return encodeWhole(layout, field, data);
  return joinedBits(field, whole, (bit) => {
    return whole && !data.has(bit.name) ? undefined : encodeWhole(layout, bit, data);
  });
}

function encodeWhole(layout: Layout, field: ValueField, data: UnitData): Uint8Array {
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

interface CheckInput<F extends LayoutField = CheckField> {
  readonly layout: Layout;
  readonly field: F;
  readonly bytesOf: (field: LayoutField) => Uint8Array;
  readonly die: Die;
}

function encodeCheck({ layout, field, bytesOf, die }: CheckInput): Uint8Array {
  const read = (range: AddressRange): ArrayLike<number> => {
    const whole = layout.fields.find(
      (each) => each.address === range.address && each.length === range.length,
    );
    if (whole) return bytesOf(whole);
    return bytesAt(layout, range, bytesOf);
  };
  const covered = field.covers.map(
    (cover) => new Uint8Array(cover === '@uid' ? uidFor(layout, field, die) : read(cover)),
  );
  const input = new Uint8Array(Buffer.concat(covered));
  const key = field.key && new Uint8Array(read(field.key));
  const bytes = checkBytes(field.spec, input, key) ?? die.signed?.(field, input);
  if (bytes === undefined) throw new AnswerNeeded(field, input);
  return bytes;
}

function uidFor({ file }: Layout, { name, line, kind }: LayoutField, { uid }: Die): readonly number[] {
  if (uid) return [...uid];
  throw new OtpforgeError('LAYOUT_UID_NEEDED', {
    message: `${file}:${line}: ${name}: ${kind === 'check' ? 'is computed over' : 'is'} the UID of the die, which is not known`,
    remedy: 'Give the UID of the die that the unit is for: merge --uid. otpforge read shows it.',
    details: { file, field: name, line },
  });
}

function bytesAt(
  layout: Layout,
  { address, length }: AddressRange,
  bytesOf: (field: LayoutField) => Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const here = { address: address + at, length: 1 };
    const owner = layout.fields.find((field) => overlaps(field, here));
    const part = owner
      ? bytesOf(owner).subarray(here.address - owner.address, address + length - owner.address)
      : filled(layout, here.address);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The layout was refused if a CRC covers a byte that is neither a field's nor filled. */
function filled({ fill }: Layout, address: number): Uint8Array {
  if (fill === undefined) throw new Error(`the byte at ${address} has no value`);
  return Uint8Array.of(fill);
}
