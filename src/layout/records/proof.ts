import { type AddressRange, overlaps } from '../../range/index.js';
import { type CheckField, type LayoutField, memoryOf } from '../layout.js';

/**
 * The check that shows that a slot is whole: one of 16 bits or more over all its other fields, the flag apart, which
 * changes later. Eight bits take one torn slot in 256 for a whole one.
 */
export function proofOf(
  fields: readonly LayoutField[],
  flag: LayoutField | undefined,
): CheckField | undefined {
  return fields.find((field): field is CheckField => {
    if (field.kind !== 'check' || field.type === 'computed' || field.length < 2) return false;
    return fields.every((other) => other === field || other === flag || isCovered(other, memoryOf(field)));
  });
}

/** Whether every byte of a field is in one of some ranges. */
export function isCovered({ address, length }: AddressRange, ranges: readonly AddressRange[]): boolean {
  return Array.from({ length }, (_, index) => ({ address: address + index, length: 1 })).every((byte) =>
    ranges.some((range) => overlaps(range, byte)),
  );
}
