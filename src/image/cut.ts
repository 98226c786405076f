import { type AddressRange, endOf, joinRanges } from '../range/index.js';
import { extentsOf } from './memory.js';
import { type Run, sliceRun } from './run.js';
import { imageOf, memoryOf, type SparseImage } from './sparse-image.js';

export interface Cut {
  /** The rest, with its start addresses and warnings. */
  readonly image: SparseImage;
  /** Where bytes were taken out, ascending and joined. */
  readonly removed: readonly AddressRange[];
}

/** Takes what is in some ranges out of an image, in one pass over both. */
export function cut(image: SparseImage, ranges: readonly AddressRange[]): Cut {
  const holes = joinRanges(ranges);
  const { data, runs } = memoryOf(image);
  const kept: Run[] = [];
  const parts: Uint8Array[] = [];
  const removed: AddressRange[] = [];
  let hole = 0;
  let offset = 0;
  for (const run of runs) {
    let skip = 0;
    while (skip < run.length) {
      const at = run.address + skip;
      while (hole < holes.length && endOf(holes[hole]!) <= at) hole += 1;
      const next = holes[hole];
      const isIn = next !== undefined && next.address <= at;
      const end = Math.min(endOf(run), next === undefined ? endOf(run) : isIn ? endOf(next) : next.address);
      const length = end - at;
      if (isIn) removed.push({ address: at, length });
      else {
        kept.push(sliceRun(run, skip, length));
        parts.push(data.subarray(offset + skip, offset + skip + length));
      }
      skip += length;
    }
    offset += run.length;
  }
  if (removed.length === 0) return { image, removed };
  const memory = { data: joined(parts), runs: kept, extents: extentsOf(kept) };
  return { image: imageOf(memory, image.starts, image.warnings), removed: joinRanges(removed) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const data = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}
