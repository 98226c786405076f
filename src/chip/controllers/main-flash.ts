import type { FlashLayout } from '../../bank/index.js';

/** Which bank of the main flash an offset is in. */
export function bankAt({ sectors, dualBank, perBank }: FlashLayout, offset: number): 0 | 1 {
  return dualBank && offset >= (sectors[perBank]?.offset ?? 0) ? 1 : 0;
}
