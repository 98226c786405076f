import type { OtpBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { type BlankPad, isPadOnly } from './blank-pad.js';
import { type Layout, type LayoutField, unitsOf } from './layout.js';

/** Refuses values that could not be told from memory that nobody has written. Errors: LAYOUT_ALL_ONES. */
export function refuseBlank(
  layout: Layout,
  fields: readonly LayoutField[],
  image: SparseImage,
  pads: readonly BlankPad[] = [],
): void {
  for (const span of units(layout.bank, fields)) {
    if (!isBlankSpan(layout.bank, span, image)) continue;
    const isPad = (field: LayoutField) => pads.some((pad) => pad.field === field && isPadOnly(pad, span));
    const culprits = fields.filter((field) => !field.allowBlank && overlaps(field, span) && !isPad(field));
    if (culprits[0]) throw allOnes(layout, culprits[0], span, culprits);
  }
}

/** Whether a span has bytes, and all of them are those of blank memory. */
function isBlankSpan({ otp }: OtpBank, { address, length }: AddressRange, image: SparseImage): boolean {
  let present = false;
  for (let at = address; at < address + length; at += 1) {
    const byte = image.byteAt(at);
    if (byte === undefined) continue;
    if (byte !== otp.erasedValue) return false;
    present = true;
  }
  return present;
}

export function isBlank(bank: OtpBank, bytes: Iterable<number>): boolean {
  for (const byte of bytes) if (byte !== bank.otp.erasedValue) return false;
  return true;
}

/**
 * The spans that must not stay blank. A write-once unit of all ones is never programmed, so each must
 * hold a zero. Where bits are cleared one by one, 0xFF inside a value is as good as any byte, and only
 * a field that is blank as a whole cannot be recognised: a byte of 0xFF is in one CRC-32 of 64.
 */
function units(bank: OtpBank, fields: readonly LayoutField[]): readonly AddressRange[] {
  if (bank.otp.rewrite === 'clear-bits') return fields;
  const known = unitsOfFields.get(fields) ?? writeUnits(bank, fields);
  unitsOfFields.set(fields, known);
  return known;
}

/** The fields of a batch are the same for all units. */
const unitsOfFields = new WeakMap<readonly LayoutField[], readonly AddressRange[]>();

function writeUnits(bank: OtpBank, fields: readonly LayoutField[]): readonly AddressRange[] {
  const addresses = new Set(fields.flatMap((field) => unitsOf(bank, field)));
  return Array.from(addresses, (address) => ({ address, length: bank.otp.writeUnit }));
}

function allOnes(
  { file, bank }: Layout,
  field: LayoutField,
  { address, length }: AddressRange,
  all: readonly LayoutField[],
): OtpforgeError {
  const names = all.map(({ name }) => name).join(', ');
  const blank = bank.otp.erasedValue === 0 ? 'all zeros' : 'all ones';
  return new OtpforgeError('LAYOUT_ALL_ONES', {
    message:
      `${file}:${field.line}: ${field.path.join('.')}: the ${count(length, 'byte')} at ${hex32(address)} (${names}) would be ` +
      `${blank}, which is never programmed and reads as blank`,
    remedy: `Use another value, or set "allowBlank: true" for ${names} if blank is what you mean.`,
    details: { file, line: field.line, address, length, fields: all.map(({ name }) => name) },
  });
}
