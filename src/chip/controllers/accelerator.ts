import type { DataCache } from '../memory/data-cache.js';

/** ICEN and ICRST, on F7 ARTEN and ARTRST: the same bits on every family that has a cache. */
const instructionCache = { enable: 1 << 9, reset: 1 << 11 } as const;

/**
 * Whose reads of the flash the data cache answers: the core's, or a debugger's too. A debugger's reads of the code region
 * come by the DCode bus (Cortex-M4 manual, bus interfaces), where the cache is; no manual says whether it answers them.
 */
export const cacheReaders = ['debug', 'core'] as const;
export type CacheReaders = (typeof cacheReaders)[number];

/** FLASH_ACR and the data cache that it governs (RM0090 §3.9.2, RM0351 §3.7.1). */
export interface Accelerator {
  readonly value: number;
  readonly dataCacheOn: boolean;
  /** Undefined where the flash has no data cache. */
  readonly cache: DataCache | undefined;
  write(value: number): void;
  reset(): void;
}

export interface AccessControl {
  /** What FLASH_ACR holds after a reset. */
  readonly reset: number;
  readonly writable: number;
  readonly dataCache?:
    | { readonly enable: number; readonly reset: number; readonly cells: DataCache }
    | undefined;
}

export function createAccelerator({ reset, writable, dataCache }: AccessControl): Accelerator {
  const gates = [instructionCache, ...(dataCache ? [dataCache] : [])];
  let acr = reset;
  return {
    cache: dataCache?.cells,
    get value() {
      return acr;
    },
    get dataCacheOn() {
      return dataCache !== undefined && (acr & dataCache.enable) !== 0;
    },
    // A reset bit can only be written while its cache was off before.
    write(value) {
      let next = value;
      for (const gate of gates) if (acr & gate.enable) next = (next & ~gate.reset) | (acr & gate.reset);
      acr = next & writable;
      if (dataCache && acr & dataCache.reset) dataCache.cells.flush();
    },
    reset() {
      acr = reset;
      dataCache?.cells.flush();
    },
  };
}
