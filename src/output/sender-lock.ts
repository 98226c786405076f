import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import type { Ledger, OutputKey } from '../ledger/index.js';

/** Whether this process is the one of its station that sends to an output. */
export interface SenderLock {
  /** Asks again as long as another process sends. */
  readonly isOurs: () => boolean;
  release(): void;
}

/** One process of a station sends what a ledger has for an output: the ledger cannot tell two of them apart. */
export function onlySender(
  { id, station }: Pick<Ledger, 'id' | 'station'>,
  { product, name }: Pick<OutputKey, 'product' | 'name'>,
): SenderLock {
  // A name may have what a file cannot.
  const short = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const file = join(station.folder, `output-${id}-${product}-${short}.lock`);
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
