import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from './read.js';

/**
 * Removes a file, if it is there, and the folders above it that are empty then, up to `base`.
 * Errors: FILE_WRITE_FAILED.
 */
export async function removeWithFolders(base: string, name: string): Promise<void> {
  await remove(join(base, name));
  for (let above = dirname(name); above !== '.'; above = dirname(above)) {
    // Not empty, or gone: either way there is nothing to do.
    const removed = await rmdir(join(base, above)).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

/** Removes a file, if it is there. Errors: FILE_WRITE_FAILED. */
export async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (cause) {
    // A plain file may stand where its folder should be.
    if (isErrno(cause) && cause.code === 'ENOTDIR') return;
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${file}: cannot be removed: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that its folder is writable, and run the same command again.',
      details: { file },
      cause,
    });
  }
}
