import type { OtpBank } from '../bank/index.js';
import { type Chunk, mergeImages, SparseImage } from '../image/index.js';
import { type AddressRange, contains, containsAddress, endOf } from '../range/index.js';
import { type Layout, type LayoutField, unitAddress } from './layout.js';

/** A text whose pad is that of blank memory, and the bytes of it that are pad. */
export interface BlankPad {
  readonly field: LayoutField;
  readonly range: AddressRange;
}

/** The bytes behind the end of a text that are those of blank memory: nobody writes them, and they are checked on reading. */
export function blankPad(
  bank: OtpBank,
  field: LayoutField,
  byteAt: (index: number) => number | undefined,
): AddressRange | undefined {
  const end = endOfBlankPadded(bank, field);
  if (end === undefined) return undefined;
  for (let index = 0; index < field.length - 1; index += 1) {
    const byte = byteAt(index);
    if (byte === undefined) return undefined;
    if (byte === end) return { address: field.address + index + 1, length: field.length - index - 1 };
  }
  return undefined;
}

function endOfBlankPadded({ otp }: OtpBank, { spec }: LayoutField): number | undefined {
  if (spec.type !== 'ascii' && spec.type !== 'utf8') return undefined;
  return spec.pad === otp.erasedValue ? spec.end : undefined;
}

/** Whether nothing of a field but its pad is in a range. */
export function isPadOnly(pad: BlankPad, range: AddressRange): boolean {
  const start = Math.max(pad.field.address, range.address);
  const length = Math.min(endOf(pad.field), endOf(range)) - start;
  return length > 0 && contains(pad.range, { address: start, length });
}

/** The pads of some fields, by their bytes. */
export function padsOf(bank: OtpBank, encoded: ReadonlyMap<LayoutField, Uint8Array>): readonly BlankPad[] {
  return [...encoded].flatMap(([field, bytes]) => {
    const range = blankPad(bank, field, (index) => bytes[index]);
    return range ? [{ field, range }] : [];
  });
}

/** Chunks without the pads, but for those in a write-once unit that holds something else: it is programmed as a whole. */
export function withoutPads(
  { bank }: Layout,
  chunks: readonly Chunk[],
  pads: readonly BlankPad[],
): readonly Chunk[] {
  if (pads.length === 0) return chunks;
  const isPad = (at: number) => pads.some(({ range }) => containsAddress(range, at));
  const bytes = chunks.flatMap((chunk) =>
    Array.from(chunk.bytes, (byte, index) => ({
      ...chunk,
      address: chunk.address + index,
      bytes: Uint8Array.of(byte),
    })),
  );
  const written = bytes.filter(({ address }) => !isPad(address));
  if (bank.otp.rewrite !== 'once') return written;
  const units = new Set(written.map(({ address }) => unitAddress(bank, address)));
  return bytes.filter(({ address }) => units.has(unitAddress(bank, address)));
}

/** The pads behind the texts that an image carries, whether it has them or leaves them out. */
export function blankPads({ bank, fields }: Layout, image: SparseImage): readonly BlankPad[] {
  return fields.flatMap((field) => {
    const range = blankPad(bank, field, (index) => image.byteAt(field.address + index));
    return range ? [{ field, range }] : [];
  });
}

/** The bytes of such pads that an image leaves out, as they must be read. */
export function absentPads(layout: Layout, image: SparseImage): readonly Chunk[] {
  const { bank, file } = layout;
  return blankPads(layout, image).flatMap(({ field: { name, line, secret }, range }) =>
    Array.from({ length: range.length }, (_, index) => range.address + index)
      .filter((address) => image.byteAt(address) === undefined)
      .map((address) => ({
        address,
        bytes: Uint8Array.of(bank.otp.erasedValue),
        origin: { source: { file, kind: 'field' as const }, line, field: name, ...(secret && { secret }) },
      })),
  );
}

/** An image as its fields are read: with the pads that it leaves out. */
export function withBlankPads(layout: Layout, image: SparseImage): SparseImage {
  const absent = absentPads(layout, image);
  return absent.length === 0 ? image : mergeImages([image, SparseImage.fromChunks(absent)]);
}
