import { type Bank, isSector } from '../bank/index.js';
import type { Segment, SparseImage } from '../image/index.js';
import type { Probe } from '../probe/index.js';
import { type EccState, tookEccError } from './ecc-flags.js';
import type { EccFinding, ReadBackRange } from './report.js';
import { isTargetFault } from './words.js';

/** Gaps up to this many bytes are read along, since a probe call costs more than they do. */
const readAlong = 4096;

/**
 * Reads every range of an image from the main flash and compares it; ranges close together in one call. Main flash
 * has the ECC of the bank: bytes that come with an error are not equal, whatever they read.
 */
export async function readBack(
  probe: Probe,
  image: SparseImage,
  bank: Bank,
): Promise<readonly ReadBackRange[]> {
  const ranges: ReadBackRange[] = [];
  for (const group of nearby(image.segments)) {
    const base = group[0]?.address ?? 0;
    const last = group.at(-1);
    const length = last ? last.address + last.bytes.length - base : 0;
    const area = await readArea(probe, base, length, bank);
    const eccError = await tookEccError(probe, bank);
    for (const { address, bytes } of group) {
      const found = area.subarray(address - base, address - base + bytes.length);
      const range = compareRange(address, bytes, found);
      ranges.push(eccError ? { ...range, equal: false, eccError } : range);
    }
  }
  return ranges;
}

// A double error in the main flash of such a chip is a bus error: nothing was read, so that nothing is equal.
async function readArea(probe: Probe, base: number, length: number, bank: Bank): Promise<Uint8Array> {
  try {
    return await probe.readMemory(base, length);
  } catch (error) {
    if (!isSector(bank) || !isTargetFault(error)) throw error;
    return new Uint8Array();
  }
}

function nearby(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const segment of segments) {
    if (segment.address - end <= readAlong) groups.at(-1)?.push(segment);
    else groups.push([segment]);
    end = segment.address + segment.bytes.length;
  }
  return groups;
}

/** Write units of an image that the chip reads only with an ECC error. */
export function eccFindings(
  image: SparseImage,
  bank: Bank,
  ecc: ReadonlyMap<number, EccState>,
): readonly EccFinding[] {
  return [...ecc]
    .filter(([address]) => !image.clip(address, address + bank.otp.writeUnit).isEmpty)
    .map(([address, state]) => ({ address, state }));
}

/** Compares the ranges of an image that are in a memory area already read from the chip. */
export function compareWithArea(
  image: SparseImage,
  base: number,
  area: Uint8Array,
): readonly ReadBackRange[] {
  return image
    .clip(base, base + area.length)
    .segments.map(({ address, bytes }) =>
      compareRange(address, bytes, area.subarray(address - base, address - base + bytes.length)),
    );
}

function compareRange(address: number, wanted: Uint8Array, read: Uint8Array): ReadBackRange {
  const differs = wanted.findIndex((byte, index) => byte !== read[index]);
  if (differs < 0) return { address, length: wanted.length, equal: true };
  return {
    address,
    length: wanted.length,
    equal: false,
    firstDifference: {
      address: address + differs,
      wanted: wanted[differs] ?? 0,
      read: read[differs] ?? -1,
    },
  };
}
