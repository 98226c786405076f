import type { Device } from '../../bank/index.js';
import type { MainFlash } from '../families/index.js';
import type { Sector } from './controller.js';

/** The main flash of a device: its sectors or pages in erase order, and how many of them each bank has. */
export interface FlashLayout {
  readonly sectors: readonly Sector[];
  readonly dualBank: boolean;
  readonly perBank: number;
}

/** As the line describes it; a description of format 1 has what its family is assumed to have. */
export function flashLayout({ line, flashKb }: Device, assumed: MainFlash): FlashLayout {
  const { sectors: sizes, dualBank: banks } = line.mainFlash ?? assumed;
  const dualBank = typeof banks === 'boolean' ? banks : banks.includes(flashKb);
  const size = (flashKb * 1024) / (dualBank ? 2 : 1);
  const first = bankSectors(0, size, sizes);
  const sectors = dualBank ? [...first, ...bankSectors(size, size, sizes)] : first;
  return { sectors, dualBank, perBank: first.length };
}

/** Which bank an offset is in. */
export function bankAt({ sectors, dualBank, perBank }: FlashLayout, offset: number): 0 | 1 {
  return dualBank && offset >= (sectors[perBank]?.offset ?? 0) ? 1 : 0;
}

// The last size repeats.
function bankSectors(base: number, length: number, sizes: readonly number[]): Sector[] {
  const sectors: Sector[] = [];
  let offset = 0;
  while (offset < length) {
    const size = sizes[Math.min(sectors.length, sizes.length - 1)] ?? length;
    sectors.push({ offset: base + offset, size: Math.min(size, length - offset) });
    offset += size;
  }
  return sectors;
}
