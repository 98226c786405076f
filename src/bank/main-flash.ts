import type { BankLine } from './bank.js';

export type MainFlash = NonNullable<BankLine['mainFlash']>;

/** What of the main flash is erased at once. */
export interface Sector {
  /** From the start of the main flash; a second bank may begin behind a hole. */
  readonly offset: number;
  readonly size: number;
}

/** The main flash of a device: its sectors or pages in erase order, and how many of them each bank has. */
export interface FlashLayout {
  readonly sectors: readonly Sector[];
  readonly dualBank: boolean;
  readonly perBank: number;
}

/** Sectors or pages of a main flash of that size in KiB. */
export function flashLayout(
  { sectors: sizes, dualBank: banks, bankStride }: MainFlash,
  flashKb: number,
): FlashLayout {
  const dualBank = typeof banks === 'boolean' ? banks : banks.includes(flashKb);
  const size = (flashKb * 1024) / (dualBank ? 2 : 1);
  const first = bankSectors(0, size, sizes);
  const sectors = dualBank ? [...first, ...bankSectors(bankStride ?? size, size, sizes)] : first;
  return { sectors, dualBank, perBank: first.length };
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
