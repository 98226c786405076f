import type { SparseImage } from '../image/index.js';
import { hexBytes } from '../text/hex.js';
import { isBlank } from './blank.js';
import { withBlankPads } from './blank-pad.js';
import { countingSlots } from './decode.js';
import { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
import type { Layout, LayoutField } from './layout.js';
import type { FieldType } from './schema-2.js';
import { uniqueName } from './unique-in-unit.js';

/** The value of a field that no two units share. */
export interface UniqueValue {
  /** Without the number of an element, since all elements of a field are compared. */
  readonly field: string;
  readonly type: FieldType;
  readonly address: number;
  /** The caller must not show `bytes` and `text`. */
  readonly secret: boolean;
  /** As the layout encodes the value. */
  readonly bytes: Uint8Array;
  /** As a person would write the value; hexadecimal where the bytes break a rule of the field. */
  readonly text: string;
  /** Record and slot that hold it, of a field of a record. */
  readonly record?: string;
  readonly slot?: number;
}

/** The unique fields that an image carries whole, in each slot that it carries; blank ones have no value. */
export function uniqueValues(layout: Layout, image: SparseImage): readonly UniqueValue[] {
  const padded = withBlankPads(layout, image);
  return valuesOf(layout, layout.fields, (address, length) => padded.read(address, length));
}

/** The unique fields of the unit that memory holds: of a record those of the slots that count. */
export function uniqueValuesIn(layout: Layout, read: ReadBytes): readonly UniqueValue[] {
  const alone = layout.fields.filter(({ place }) => !place);
  const counted = layout.records.flatMap((record) =>
    countingSlots(layout, record, read).flatMap(({ fields }) => fields),
  );
  return valuesOf(layout, [...alone, ...counted], read);
}

function valuesOf(layout: Layout, fields: readonly LayoutField[], read: ReadBytes): readonly UniqueValue[] {
  return fields.flatMap((field) => {
    const bytes = field.unique ? read(field.address, field.length) : undefined;
    if (!bytes || isBlank(layout.bank, bytes)) return [];
    return [uniqueValueOf(field, bytes, decodeField(layout, field, read))];
  });
}

function uniqueValueOf(
  { name, type, address, secret, place }: LayoutField,
  bytes: Uint8Array,
  { state, text }: DecodedField,
): UniqueValue {
  const shown = state === 'value' && text !== undefined ? text : hexBytes(bytes);
  return { field: uniqueName(name), type, address, secret, bytes, text: shown, ...place };
}
