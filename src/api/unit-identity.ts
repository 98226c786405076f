import type { OtpBank } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { JournalValue } from '../journal/index.js';
import {
  type Layout,
  type ReadBytes,
  type UniqueValue,
  uniqueValues,
  uniqueValuesIn,
} from '../layout/index.js';
import { keyedBytes, keyedValue } from '../secrets/index.js';

/** What tells a unit from all others, as a journal keeps it. */
export interface UnitNames {
  /** Unique fields that the image carries. */
  readonly values: readonly JournalValue[];
  /** Keyed hash of the bytes that the image puts into OTP, locks apart; undefined when there are none. */
  readonly otp: string | undefined;
  /** No field tells units apart, so that equal bytes may be a mistake. */
  readonly comparesBytes: boolean;
}

/** The key is that of the state folder; without one what needs it is left out. */
export function unitNames(
  image: SparseImage,
  { bank, layout }: { readonly bank: OtpBank; readonly layout: Layout | undefined },
  key: Uint8Array | undefined,
): UnitNames {
  const data = dataPart(image, bank);
  return {
    values: layout ? journalValues(uniqueValues(layout, image), key) : [],
    otp: key && !data.isEmpty ? keyedBytes(key, data) : undefined,
    comparesBytes: !layout?.fields.some(({ unique }) => unique),
  };
}

/** Unique fields of the unit on a chip. */
export function heldValues(
  layout: Layout,
  read: ReadBytes,
  key: Uint8Array | undefined,
): readonly JournalValue[] {
  return journalValues(uniqueValuesIn(layout, read), key);
}

/** A value as the journal keeps it; undefined of a secret one without the key. */
export function journalValue(
  { field, secret, text }: UniqueValue,
  key: Uint8Array | undefined,
): JournalValue | undefined {
  if (!secret) return { field, value: text };
  return key && { field, hmacSha256: keyedValue(key, field, text) };
}

// The slots of a record may hold the same value.
function journalValues(values: readonly UniqueValue[], key: Uint8Array | undefined): readonly JournalValue[] {
  const all = values.flatMap((value) => journalValue(value, key) ?? []);
  return [...new Map(all.map((value) => [JSON.stringify(value), value])).values()];
}

function dataPart(image: SparseImage, { otp: { base, size, data } }: OtpBank): SparseImage {
  const start = base + data.offset;
  return image.clip(base, base + size).clip(start, start + data.size);
}
