import { type BitGroup, bitCodec, bitGroups, bitMask, joinBits } from './codec/bits.js';
import type { Layout, LayoutField, ValueField } from './layout.js';

/** One value of a field of bits, as unit data gives it: "flags.secure". */
export interface BitField extends ValueField {
  /** The field that it belongs to. */
  readonly whole: ValueField;
  readonly group: BitGroup;
}

const known = new WeakMap<LayoutField, readonly BitField[]>();

/** The values of a field of bits as fields of their own, whose bytes have zeros in place of all others; none of another. */
export function bitFields(field: LayoutField): readonly BitField[] {
  if (field.kind !== 'value' || field.spec.type !== 'bits') return [];
  const found = known.get(field) ?? partsOf(field, field.spec);
  known.set(field, found);
  return found;
}

function partsOf(
  whole: ValueField,
  spec: Extract<ValueField['spec'], { type: 'bits' }>,
): readonly BitField[] {
  return bitGroups(spec).map((group) => ({
    ...whole,
    whole,
    group,
    name: `${whole.name}.${group.name}`,
    codec: bitCodec(spec, group),
    constant: undefined,
    preset: group.preset,
    unique: false,
  }));
}

/** The field of a name in unit data, which may be that of some of its bits. */
export function fieldOfName(layout: Layout, name: string): LayoutField | BitField | undefined {
  const found = layout.fields.find((field) => field.name === name);
  if (found || !name.includes('.')) return found;
  for (const field of layout.fields) {
    const bit = bitFields(field).find((each) => each.name === name);
    if (bit) return bit;
  }
  return undefined;
}

/** Whether a field has a value without one of its own name: by the layout, or as bits and as a whole. */
export function isGivenOtherwise(field: ValueField | BitField, given: ReadonlySet<string>): boolean {
  if (field.preset !== undefined) return true;
  if ('whole' in field) return field.whole.preset !== undefined || given.has(field.whole.name);
  const bits = bitFields(field);
  return bits.length > 0 && bits.every(({ name, preset }) => preset !== undefined || given.has(name));
}

/** The bytes of a field of bits: `encode` gives those of each, or nothing where they are as in the field as a whole. */
export function joinedBits(
  field: ValueField,
  whole: Uint8Array | undefined,
  encode: (bit: BitField) => Uint8Array | undefined,
): Uint8Array {
  const { spec } = field;
  if (spec.type !== 'bits') throw new Error(`${field.name} has no bits`);
  return joinBits(
    spec,
    bitFields(field).map((bit) => {
      const mask = bitMask(spec, bit.group);
      return encode(bit) ?? mask.map((byte, index) => byte & (whole?.[index] ?? 0));
    }),
  );
}
