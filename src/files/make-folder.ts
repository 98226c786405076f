import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isErrno } from './read.js';

/**
 * Makes a folder and those above it that are missing. Node's own recursive mkdir never comes back where the system says
 * "no such folder" of one whose parent is there, as /proc does. Errors: those of the system.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if (await isFolder(folder)) return;
  if (!(await isFolder(dirname(folder)))) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (isErrno(error) && error.code === 'EEXIST' && (await isFolder(folder))) return;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  if (path === dirname(path)) return true;
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
