import { type AddressRange, endOf } from '../range/index.js';
import type { BlankRule } from './blank-units.js';
import { type HexRecords, hexEnd, hexRecords } from './intel-hex-writer.js';
import type { Extent } from './memory.js';
import { mergeImages } from './merge.js';
import { ADDRESS_END, memoryOf, type SparseImage, type StartAddress } from './sparse-image.js';
import { withoutOnes } from './without-ones.js';

/** Three parts of an Intel HEX file. Only the one in the middle differs from file to file. */
export interface HexParts {
  readonly before: Uint8Array;
  readonly own: Uint8Array;
  readonly after: Uint8Array;
}

export interface SharedHexFile {
  readonly parts: HexParts;
  /** What the part in the middle holds. */
  readonly image: SparseImage;
}

/**
 * Intel HEX files that differ in one area: the text of what they share is made once. Each has the bytes that merging all of it
 * would write.
 */
export class SharedHex {
  readonly #below: HexRecords;
  /** What is in the area or touches it, so that its records may be others in each file. */
  readonly #near: SparseImage;
  readonly #above: SparseImage;
  readonly #starts: readonly StartAddress[];
  readonly #writeOnce: BlankRule | undefined;
  readonly #after = new Map<number, Uint8Array>();

  /** `area` holds all that differs. */
  constructor(shared: SparseImage, area: AddressRange, writeOnce?: BlankRule) {
    const { address, end } = widened(area, memoryOf(shared).extents);
    this.#below = hexRecords(shared.clip(0, address));
    this.#near = shared.clip(address, end);
    this.#above = shared.clip(end, ADDRESS_END);
    this.#starts = mergeImages([shared]).starts;
    this.#writeOnce = writeOnce;
  }

  /** The file with what is its own. Errors: IMAGE_CONFLICT. */
  file(own: SparseImage): SharedHexFile {
    const merged = this.#near.isEmpty ? own : mergeImages([this.#near, own]);
    const { image } = withoutOnes(merged, this.#writeOnce);
    const { text, page } = hexRecords(image, this.#below.page);
    return { parts: { before: this.#below.text, own: text, after: this.#afterPage(page) }, image };
  }

  #afterPage(page: number): Uint8Array {
    const known = this.#after.get(page);
    if (known) return known;
    const made = Buffer.concat([hexRecords(this.#above, page).text, hexEnd(this.#starts)]);
    this.#after.set(page, made);
    return made;
  }
}

/** The area with the whole extents that it overlaps or touches. */
function widened(area: AddressRange, extents: readonly Extent[]): { address: number; end: number } {
  const near = extents.filter((extent) => extent.address <= endOf(area) && endOf(extent) >= area.address);
  return {
    address: Math.min(area.address, ...near.map(({ address }) => address)),
    end: Math.max(endOf(area), ...near.map(endOf)),
  };
}
