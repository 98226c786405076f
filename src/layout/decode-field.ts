import type { AddressRange } from '../range/index.js';
import { isBlank } from './blank.js';
import { blankPad, isPadOnly } from './blank-pad.js';
import { checkBytes } from './check-value.js';
import { formatHex } from './codec/hex-bytes.js';
import { type BitValues, type DecodedValue, ValueProblem } from './codec/index.js';
import { bytesInteger } from './codec/integer.js';
import { type CheckField, type Layout, type LayoutField, unitsOf, type ValueField } from './layout.js';
import { nameIn } from './records/entry-name.js';
import type { FieldType } from './schema-2.js';

/** Reads bytes at an address; undefined when not all of them can be read. */
export interface ReadBytes {
  (address: number, length: number): Uint8Array | undefined;
  /** The unique ID of the chip that is read, 12 bytes in the order of their addresses; undefined of an image or a dump. */
  readonly uid?: Uint8Array | undefined;
}

export interface DecodedField {
  readonly name: string;
  readonly type: FieldType;
  readonly address: number;
  readonly length: number;
  /**
   * blank: nobody has written it; partial: only some of its write units are written; invalid: what is
   * there breaks a rule of the field, see `problem`; unchecked: only its signer could say whether it is right; absent: the image does not hold it; unreadable: the chip does not
   * give it, since it is damaged or read protection forbids it.
   */
  readonly state: 'value' | 'blank' | 'partial' | 'invalid' | 'unchecked' | 'absent' | 'unreadable';
  /** The caller must not show `value` and `text`. */
  readonly secret: boolean;
  readonly value?: string | number | BitValues;
  readonly text?: string;
  /** Only of a check that could be compared. */
  readonly crcOk?: boolean;
  readonly problem?: string;
  /** Record and slot that the value is from, of a field of a record. */
  readonly record?: string;
  readonly slot?: number;
}

/** One field. Never throws for what it finds. */
export function decodeField(layout: Layout, field: LayoutField, read: ReadBytes): DecodedField {
  return { ...fieldHead(field), name: nameIn(layout, field, read), ...findingOf(layout, field, read) };
}

/** What is known of a field without reading it. */
export function fieldHead(field: LayoutField): Omit<DecodedField, 'state'> {
  const { name, type, address, length, secret, place } = field;
  return { name, type, address, length, secret, ...place };
}

type Finding = Pick<DecodedField, 'state' | 'value' | 'text' | 'crcOk' | 'problem'>;

function findingOf(layout: Layout, field: LayoutField, read: ReadBytes): Finding {
  const bytes = read(field.address, field.length);
  if (bytes === undefined) return { state: 'absent' };
  const written = writtenUnits(layout, field, bytes, read);
  if (!written.some) return { state: 'blank', ...wantedBlank(layout, field) };
  if (!written.all && !field.allowBlank) return { state: 'partial' };
  return field.kind === 'check' ? decodeCheck(field, bytes, read) : decodeValue(field, bytes, read.uid);
}

/** A constant of all ones leaves its field blank, and is there anyway; so is a counter of 0, and the flag of a slot that counts. */
function wantedBlank({ bank }: Layout, field: LayoutField): Pick<Finding, 'value' | 'text'> {
  if (field.type === 'unary') return { value: 0, text: '0' };
  if (field.kind === 'check') return {};
  if (field.flag?.isBlank)
    return { value: field.flag.active, text: `${field.flag.active} (blank, as wanted)` };
  if (field.constant === undefined) return {};
  const bytes = field.codec.encode(field.constant);
  if (!isBlank(bank, bytes)) return {};
  const text = `0x${Buffer.from(bytes).toString('hex').toUpperCase()} (blank, as wanted)`;
  return { value: field.codec.decode(bytes).value, text };
}

function writtenUnits(
  { bank }: Layout,
  field: LayoutField,
  bytes: Uint8Array,
  read: ReadBytes,
): { some: boolean; all: boolean } {
  // Where bits are cleared one by one, a byte of all ones tells nothing about its neighbours.
  if (bank.otp.rewrite === 'clear-bits') {
    const some = !isBlank(bank, bytes);
    return { some, all: some };
  }
  const pad = blankPad(bank, field, (index) => bytes[index]);
  const blank = unitsOf(bank, field).map((address) => {
    const unit = { address, length: bank.otp.writeUnit };
    const isLeftBlank = isBlank(bank, read(address, unit.length) ?? part(field, bytes, unit));
    return { isLeftBlank, isWanted: pad !== undefined && isPadOnly({ field, range: pad }, unit) };
  });
  return {
    some: blank.some(({ isLeftBlank }) => !isLeftBlank),
    all: !blank.some(({ isLeftBlank, isWanted }) => isLeftBlank && !isWanted),
  };
}

function part(field: AddressRange, bytes: Uint8Array, unit: AddressRange): Uint8Array {
  const start = Math.max(0, unit.address - field.address);
  return bytes.subarray(start, unit.address + unit.length - field.address);
}

function decodeValue(field: ValueField, bytes: Uint8Array, uid: Uint8Array | undefined): Finding {
  let decoded: DecodedValue;
  try {
    decoded = field.codec.decode(bytes);
  } catch (error) {
    if (error instanceof ValueProblem) return { state: 'invalid', problem: error.rule };
    throw error;
  }
  if (field.constant !== undefined && !equal(bytes, field.codec.encode(field.constant))) {
    return { state: 'invalid', ...decoded, problem: 'is not the constant of the layout' };
  }
  if (field.type === 'uid' && uid && !equal(bytes, uid)) {
    return { state: 'invalid', ...decoded, problem: 'is the UID of another die' };
  }
  return { state: 'value', ...decoded };
}

function decodeCheck(field: CheckField, bytes: Uint8Array, read: ReadBytes): Finding {
  const held = heldCheck(field, bytes);
  if (field.type === 'computed') return { state: 'unchecked', ...held };
  const covered = field.covers.map((cover) =>
    cover === '@uid' ? read.uid : read(cover.address, cover.length),
  );
  const key = field.key && read(field.key.address, field.key.length);
  if (covered.includes(undefined) || (field.key && !key)) return { state: 'value', ...held };
  const input = Uint8Array.from(covered.flatMap((each) => [...(each ?? [])]));
  const computed = checkBytes(field.spec, input, key) ?? bytes;
  if (equal(computed, bytes)) return { state: 'value', ...held, crcOk: true };
  // A checksum over a secret tells something about it.
  const wanted = field.secret ? '' : `, which give ${heldCheck(field, computed).text}`;
  return {
    state: 'invalid',
    ...held,
    crcOk: false,
    problem: `does not match the bytes it covers${wanted}`,
  };
}

function heldCheck({ spec, length }: CheckField, bytes: Uint8Array): Pick<DecodedValue, 'value' | 'text'> {
  if (spec.type !== 'crc' && spec.type !== 'sum') {
    const text = formatHex(bytes);
    return { value: text, text };
  }
  const held = bytesInteger(bytes, spec.endian);
  const digits = held.toString(16).toUpperCase();
  // JSON readers hold a number above 2^53 inexactly.
  return { value: length > 6 ? `${held}` : Number(held), text: `0x${digits.padStart(2 * length, '0')}` };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
