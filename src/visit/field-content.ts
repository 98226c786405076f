import type { OtpBank } from '../bank/index.js';
import { decodeField, type Layout, type LayoutField, memoryOf, type ReadBytes } from '../layout/index.js';
import { overlaps } from '../range/index.js';
import type { Content, ContentKind } from './content.js';
import type { OwnUnit } from './own-unit.js';

/** `none`: nothing is there, and nothing belongs there. */
export interface PartContent extends Omit<Content, 'kind'> {
  readonly kind: Exclude<ContentKind, 'unreadable'> | 'none';
}

/** What a field holds, by the bytes that the ledger gave it. */
export function fieldContent(layout: Layout, field: LayoutField, read: ReadBytes, own: OwnUnit): PartContent {
  const where = { field: field.name, address: field.address };
  const bytes = read(field.address, field.length);
  if (!bytes) return { kind: 'damaged', ...where };
  const matches = own.matches(field, bytes);
  if (isErased(layout.bank, bytes)) return { kind: matches === false ? 'blank' : 'none', ...where };
  if (matches) return { kind: 'whole', ...where };
  const wanted = own.bytesOf(field);
  const isPart = wanted && isPartOf(layout.bank, field, bytes, wanted) && !isProven(layout, field, read);
  return { kind: isPart ? 'part' : 'foreign', ...where };
}

// Where bits are cleared one by one, "3" may be a "2" that is not finished; a check that is right says that it is a "3".
function isProven(layout: Layout, field: LayoutField, read: ReadBytes): boolean {
  return layout.fields.some(
    (check) =>
      check.kind === 'check' &&
      memoryOf(check).some((range) => overlaps(range, field)) &&
      decodeField(layout, check, read).crcOk === true,
  );
}

export function isErased({ otp }: OtpBank, bytes: Iterable<number>): boolean {
  for (const byte of bytes) if (byte !== otp.erasedValue) return false;
  return true;
}

/** Whether bytes can be what an interrupted burn of the wanted ones left. */
function isPartOf(
  { otp }: OtpBank,
  { address }: Pick<LayoutField, 'address'>,
  bytes: Uint8Array,
  wanted: Uint8Array,
): boolean {
  if (otp.rewrite === 'clear-bits') return bytes.every((byte, at) => ((wanted[at] ?? 0) & ~byte) === 0);
  // A unit is burnt as a whole.
  const unitOf = (at: number) => Math.floor((address + at - otp.base) / otp.writeUnit);
  return bytes.every(
    (byte, at) =>
      byte === wanted[at] ||
      bytes.every((other, index) => unitOf(index) !== unitOf(at) || other === otp.erasedValue),
  );
}
