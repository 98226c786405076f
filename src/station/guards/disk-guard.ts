import { statfs } from 'node:fs/promises';
import type { Guard } from './guard.js';

/** Bytes that must be free where the station writes. */
export const leastFree = 200_000_000;

/** What a volume has left; statfs of node:fs/promises unless a test has its own. */
export type VolumeOf = (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;

/** Stops the station while a disk that it writes to is nearly full: no chip may be touched whose run cannot be recorded. */
export function diskGuard(folders: readonly string[], volumeOf: VolumeOf = statfs): Guard {
  return {
    async check() {
      for (const folder of new Set(folders)) {
        const free = await freeIn(folder, volumeOf);
        if (typeof free === 'number' && free >= leastFree) continue;
        return {
          code: 'DISK_FULL',
          message:
            typeof free === 'number'
              ? `${folder}: the disk has ${Math.floor(free / 1_000_000)} MB left, and the station needs 200 MB`
              : `${folder}: the free space of the disk is unknown: ${free.message}`,
          next: 'Make room on this disk; the station goes on by itself.',
        };
      }
      return undefined;
    },
  };
}

async function freeIn(folder: string, volumeOf: VolumeOf): Promise<number | Error> {
  try {
    const { bavail, bsize } = await volumeOf(folder);
    return bavail * bsize;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
