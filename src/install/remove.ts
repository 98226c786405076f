import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../files/read.js';

/** Removes a file, if it is there, and the folders above it that are empty then, up to `base`. */
export async function removeWithFolders(base: string, name: string): Promise<void> {
  // A plain file may stand where its folder should be.
  await rm(join(base, name), { force: true }).catch(ignoreNoFolder);
  for (let above = dirname(name); above !== '.'; above = dirname(above)) {
    // Not empty, or gone: either way there is nothing to do.
    const removed = await rmdir(join(base, above)).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

function ignoreNoFolder(error: unknown): void {
  if (!isErrno(error) || error.code !== 'ENOTDIR') throw error;
}
