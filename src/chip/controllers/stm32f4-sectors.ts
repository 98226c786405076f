import type { Sector } from './controller.js';

const KiB = 1024;

/** Sectors of an STM32F4 by its size: 4 × 16, 64, then 128 KiB, once a bank (RM0090 §3.3 Tables 5 and 6). */
export function stm32f4Sectors(flashKb: number, dualBank: boolean): readonly Sector[] {
  if (!dualBank) return bankSectors(0, flashKb);
  return [...bankSectors(0, flashKb / 2), ...bankSectors((flashKb / 2) * KiB, flashKb / 2)];
}

/** Sector that CR.SNB names; the second bank starts at 0b10000 (RM0090 §3.9.8). */
export function sectorOfSnb(sectors: readonly Sector[], snb: number, dualBank: boolean): Sector | undefined {
  if (!dualBank) return sectors[snb];
  return snb < 12 ? sectors[snb] : snb >= 16 ? sectors[snb - 4] : undefined;
}

function bankSectors(base: number, sizeKb: number): Sector[] {
  const sectors: Sector[] = [];
  let offset = 0;
  while (offset < sizeKb) {
    const size = offset < 64 ? 16 : offset < 128 ? 64 : 128;
    sectors.push({ offset: base + offset * KiB, size: size * KiB });
    offset += size;
  }
  return sectors;
}
