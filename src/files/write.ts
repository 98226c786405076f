import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from './make-folder.js';
import { canonicalPath, isSameFile } from './same-file.js';

export interface WriteOptions {
  /** Files that this write must not replace, however their paths are spelled. */
  readonly inputs?: readonly string[];
  /** POSIX mode; 0600 for files that hold secrets. An existing file keeps its own unless given. */
  readonly mode?: number;
}

/** A file that is written together with others. */
export interface WrittenFile {
  readonly path: string;
  readonly data: string | Uint8Array;
  /** POSIX mode; an existing file keeps its own unless given. */
  readonly mode?: number;
}

/**
 * Replaces a file in one step: a reader sees the old or the new content, never a part, a power cut included.
 * A link keeps pointing to the file that it points to. Errors: FILE_OVERWRITES_INPUT, FILE_WRITE_FAILED.
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array,
  { inputs, mode }: WriteOptions = {},
): Promise<void> {
  await writeTogether([{ path, data, ...(mode !== undefined && { mode }) }], inputs);
}

/**
 * The same for several files: all are written beside their places before the first is replaced, in this order. Where that
 * is interrupted, only the first ones are new.
 */
export async function writeTogether(
  files: readonly WrittenFile[],
  inputs: readonly string[] = [],
): Promise<void> {
  for (const { path } of files) {
    if (path === '') throw emptyNameError();
    await refuseOverwriting(path, inputs);
  }
  const staged = new Set<Staged>();
  try {
    for (const file of files) staged.add(await about(file.path, () => stage(file)));
    for (const each of staged) {
      await about(each.path, () => rename(each.temporary, each.target));
      staged.delete(each);
    }
  } finally {
    for (const { temporary } of staged) await rm(temporary, { force: true });
  }
}

async function about<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${path}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the folder exists, is writable and has room.',
      details: { file: path },
      cause,
    });
  }
}

/** Refuses an output that is one of the inputs, however their paths are spelled. Errors: FILE_OVERWRITES_INPUT. */
async function refuseOverwriting(path: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    if (!(await isSameFile(path, input))) continue;
    throw new OtpforgeError('FILE_OVERWRITES_INPUT', {
      message: `${path}: the output would overwrite the input ${input}`,
      remedy: 'Name another output file.',
      details: { file: path, input },
    });
  }
}

// It would be taken for the working folder.
function emptyNameError(): OtpforgeError {
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: 'the name of a file to write is empty',
    remedy: 'Name the file; a variable of a script may not be set.',
    details: { file: '' },
  });
}

interface Staged {
  readonly path: string;
  readonly temporary: string;
  readonly target: string;
}

/** Writes a file beside its place. */
async function stage({ path, data, mode }: WrittenFile): Promise<Staged> {
  if (path.endsWith('/') || path.endsWith(sep)) throw new Error('its name is that of a folder');
  const { target, found } = await placeOf(path);
  // Renaming over a device or a pipe would put a plain file in its place, /dev/null included.
  if (found && !found.isFile()) throw new Error('it is not a regular file');
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode ?? (found ? found.mode & 0o777 : 0o666));
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { path, temporary, target };
}

/** Where a path leads to, and what is there; the folder of what is not there is made. */
async function placeOf(path: string): Promise<{ readonly target: string; readonly found?: Stats }> {
  const known = await canonicalPath(path);
  const found = await stat(known).catch(() => undefined);
  if (found) return { target: known, found };
  await makeFolder(dirname(path));
  return { target: await canonicalPath(path) };
}
