import type { ElfMap, ElfSegment } from '../elf/index.js';
import { type AddressRange, endOf, intersectRanges, overlaps, subtractRanges } from '../range/index.js';
import type { Source } from './origin.js';
import type { Chunk } from './sparse-image.js';

/**
 * What a segment puts into memory, apart from the ELF header and the program headers: the bytes of its sections, and
 * those in no section, such as a linker's padding or what a tool wrote behind the linker's back.
 * All ranges are file offsets.
 */
export function loadedChunks(
  bytes: Uint8Array,
  { file, headers }: ElfMap,
  segment: ElfSegment,
  sections: readonly AddressRange[],
): readonly Chunk[] {
  const whole = { address: segment.offset, length: segment.fileSize };
  const covered = intersectRanges([whole], sections);
  const padding = headerPadding(bytes, whole, headers, covered);
  const gaps = subtractRanges([whole], [...covered, ...headers, ...padding]);
  const chunksOf = (ranges: readonly AddressRange[], kind: Source['kind']) =>
    ranges.map((range) => ({
      address: segment.physicalAddress + range.address - segment.offset,
      bytes: bytes.subarray(range.address, endOf(range)),
      origin: { source: { file, kind } },
    }));
  return [...chunksOf(covered, 'elf'), ...chunksOf(gaps, 'elf-gap')];
}

/**
 * The zeros between the headers and the first section. A linker that starts a segment at a page boundary makes them,
 * below the firmware and so perhaps over a boot loader: objcopy leaves them out as well.
 */
function headerPadding(
  bytes: Uint8Array,
  segment: AddressRange,
  headers: readonly AddressRange[],
  covered: readonly AddressRange[],
): readonly AddressRange[] {
  const [first] = covered;
  if (first === undefined) return [];
  const before = headers.filter((header) => overlaps(segment, header) && header.address < first.address);
  if (before.length === 0) return [];
  const address = Math.max(...before.map(endOf));
  const padding = bytes.subarray(address, first.address);
  return padding.every((byte) => byte === 0) ? [{ address, length: first.address - address }] : [];
}
