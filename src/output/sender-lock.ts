import { join } from 'node:path';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import type { Ledger } from '../ledger/index.js';

/** Whether this process is the one of its station that sends. */
export interface SenderLock {
  /** Asks again as long as another process sends. */
  readonly isOurs: () => boolean;
  release(): void;
}

/** One process of a station sends what a ledger has of a product: the ledger cannot tell two of them apart. */
export function onlySender({ id, station }: Pick<Ledger, 'id' | 'station'>, product: string): SenderLock {
  const file = join(station.folder, `outputs-${id}-${product}.lock`);
  let lock: FileLock | undefined;
  return {
    isOurs() {
      if (lock) return true;
      const taken = takeLock(file);
      if (isLockHolder(taken)) return false;
      lock = taken;
      return true;
    },
    release: () => lock?.release(),
  };
}
