import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isLockHolder, takeLock } from './lock.js';
import { makeFolder } from './make-folder.js';

/**
 * Makes a folder, where there is none, and does work in it that no other otpforge may do there at the same time: of two
 * that write, each would take the other's files for its own or a stranger's, and the folder could end up with some of both.
 * Errors: FOLDER_BUSY, FILE_WRITE_FAILED.
 */
export async function inLockedFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(folder).catch((cause: unknown) => {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${folder}: cannot be made a folder: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Name another folder, or one that is there and writable.',
      details: { file: folder },
      cause,
    });
  });
  const lock = takeLock(join(folder, lockName));
  if (isLockHolder(lock)) {
    throw new OtpforgeError('FOLDER_BUSY', {
      message: `${folder}: another otpforge (process ${lock.pid}) is writing there at this moment; nothing was written`,
      remedy: 'Run it again when that has ended, or name another folder.',
      details: { folder, pid: lock.pid },
    });
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Whether a file of a folder is its lock, or one in the making. */
export function isFolderLock(name: string): boolean {
  return name === lockName || name.startsWith(`${lockName}.`);
}

const lockName = '.otpforge.lock';
