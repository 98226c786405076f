import type { DataCache } from '../memory/data-cache.js';

const DCEN = 1 << 10;
const DCRST = 1 << 12;
const ICEN = 1 << 9;
const ICRST = 1 << 11;

/**
 * Whose reads of the flash the data cache answers: the core's, or a debugger's too. A debugger's reads of the code region
 * come by the DCode bus (Cortex-M4 manual, bus interfaces), where the cache is; no manual says whether it answers them.
 */
export const cacheReaders = ['debug', 'core'] as const;
export type CacheReaders = (typeof cacheReaders)[number];

/** FLASH_ACR and the data cache that it governs; the same bits on F4 (RM0090 §3.9.2) and L4 (RM0351 §3.7.1). */
export interface Accelerator {
  readonly value: number;
  readonly dataCacheOn: boolean;
  readonly cache: DataCache;
  write(value: number): void;
  reset(): void;
}

/** `resetValue` is that of FLASH_ACR. */
export function createAccelerator(resetValue: number, cache: DataCache): Accelerator {
  let acr = resetValue;
  return {
    cache,
    get value() {
      return acr;
    },
    get dataCacheOn() {
      return (acr & DCEN) !== 0;
    },
    // A reset bit can only be written while its cache was off before.
    write(value) {
      let next = value;
      if (acr & DCEN) next = (next & ~DCRST) | (acr & DCRST);
      if (acr & ICEN) next = (next & ~ICRST) | (acr & ICRST);
      acr = next & 0x7fff;
      if (acr & DCRST) cache.flush();
    },
    reset() {
      acr = resetValue;
      cache.flush();
    },
  };
}
