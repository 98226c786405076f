import { lockState, type OtpBank } from '../bank/index.js';
import type { ReadOtp, Refusal } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import {
  blockRange,
  carriedFields,
  decodeField,
  decodeSlots,
  type Layout,
  type LayoutField,
  memoryOf,
} from '../layout/index.js';
import { overlaps } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { afterBurn } from './after-burn.js';

/** Why an image of one stage must not be burnt onto what a chip holds of the others: it was made for another chip. */
export function stageRefusals(layout: Layout, image: SparseImage, read: ReadOtp): readonly Refusal[] {
  const after = afterBurn(image, read);
  return [...checkRefusals(layout, image, after), ...lockRefusals(layout, image, after)];
}

/** A check over what the chip holds would be burnt, and would not fit. */
function checkRefusals(layout: Layout, image: SparseImage, after: ReadOtp): readonly Refusal[] {
  return carriedFields(layout, image).flatMap((field) => {
    if (field.kind !== 'check' || !isOverChip(field, image)) return [];
    if (decodeField(layout, field, after).crcOk !== false) return [];
    const { name, address } = field;
    return [
      {
        code: 'CHECK_DIFFERS' as const,
        message: `${name} at ${hex32(address)} would not match what it covers: the chip holds other values than those it was computed from`,
        remedy: 'Merge again with a dump of this very chip: otpforge read -o, then merge --chip-dump.',
        address,
      },
    ];
  });
}

function isOverChip(field: Extract<LayoutField, { kind: 'check' }>, image: SparseImage): boolean {
  return memoryOf(field).some(({ address, length }) => image.read(address, length) === undefined);
}

/** A block would be locked before another stage has written its fields. */
function lockRefusals(layout: Layout, image: SparseImage, after: ReadOtp): readonly Refusal[] {
  const { bank } = layout;
  return layout.locks
    .filter((block) => locks(bank, image, block))
    .flatMap((block) => {
      const range = blockRange(bank, block);
      const missing = missingIn(layout, image, after).filter((each) => overlaps(each, range));
      const [first] = missing;
      if (!first) return [];
      return [
        {
          code: 'LOCK_UNWRITTEN' as const,
          message: `the lock of block ${block} would shut out ${first.name} at ${hex32(first.address)}, which stage "${first.when}" has not written into this chip`,
          remedy:
            'Burn that stage first, or merge without the chip dump of another unit: the block then stays open.',
          address: first.address,
        },
      ];
    });
}

function locks({ otp: { base, locks: bytes } }: OtpBank, image: SparseImage, block: number): boolean {
  const value = bytes && image.byteAt(base + bytes.offset + block);
  return bytes !== undefined && value !== undefined && lockState(bytes, value) !== 'open';
}

/** Fields of a stage that neither image nor chip holds; of a record without a valid slot all of them. */
function missingIn(layout: Layout, image: SparseImage, after: ReadOtp): readonly LayoutField[] {
  const valid = new Set(
    decodeSlots(layout, after, 'damaged').flatMap(({ record, newest }) => (newest ? [record] : [])),
  );
  const carried = new Set(carriedFields(layout, image));
  return layout.fields.filter((field) => {
    if (field.when === undefined || field.allowBlank || carried.has(field)) return false;
    if (field.place) return !valid.has(field.place.record);
    const { state, value } = decodeField(layout, field, after);
    return state === 'blank' ? value === undefined : state !== 'value' && state !== 'unchecked';
  });
}
