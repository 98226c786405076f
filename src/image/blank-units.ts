import { type AddressRange, endOf } from '../range/index.js';
import type { SparseImage } from './sparse-image.js';

/** Where write units of nothing but erased bytes are looked for. */
export interface BlankRule {
  readonly area: AddressRange;
  /** Units are counted from here. */
  readonly base: number;
  /** Bytes of a unit. */
  readonly unit: number;
  readonly erasedValue: number;
  /** Bytes that a row of such units has at least: fewer may be a part of a value. */
  readonly leastRun: number;
}

/** The rows of whole units that an image holds with nothing but erased bytes. */
export function blankRows(image: SparseImage, rule: BlankRule): readonly AddressRange[] {
  const { area, base, unit, erasedValue, leastRun } = rule;
  const rows: AddressRange[] = [];
  for (const { address, bytes } of image.clip(area.address, endOf(area)).segments) {
    const end = address + bytes.length;
    let start: number | undefined;
    // Up to a unit that is not whole, which ends the last row.
    for (let at = base + Math.ceil((address - base) / unit) * unit; at <= end; at += unit) {
      const isBlank =
        at + unit <= end &&
        bytes.subarray(at - address, at - address + unit).every((byte) => byte === erasedValue);
      if (isBlank) start ??= at;
      else if (start !== undefined) {
        if (at - start >= leastRun) rows.push({ address: start, length: at - start });
        start = undefined;
      }
    }
  }
  return rows;
}
