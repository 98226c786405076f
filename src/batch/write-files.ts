import {
  chmodSync,
  closeSync,
  fsync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { writeFailed } from '../files/write-failed.js';
import type { HexParts } from '../image/index.js';

export interface FileToWrite {
  readonly name: string;
  readonly parts: HexParts;
}

export interface Target {
  readonly folder: string;
  /** Names of what may be there, in small letters. */
  readonly present: ReadonlySet<string>;
  /** POSIX mode of the files. */
  readonly mode: number;
}

/**
 * Writes the files of a folder that are missing, each in one step, and compares those that are there. Returns how many it has
 * written. Errors: BATCH_FILE_DIFFERS, FILE_WRITE_FAILED.
 */
export async function writeFiles(
  { folder, present, mode }: Target,
  files: readonly FileToWrite[],
): Promise<number> {
  const missing = files.filter(
    ({ name, parts }) =>
      !present.has(name.toLowerCase()) || !isThere(join(folder, name), bytesOf(parts), mode),
  );
  const open: { readonly path: string; readonly fd: number }[] = [];
  try {
    for (const { name, parts } of missing) {
      const path = join(folder, name);
      about(path, () => open.push({ path, fd: newFile(path, mode) }));
      about(path, () => writeAll(open.at(-1)?.fd ?? -1, bytesOf(parts)));
    }
    // Together: one flush of the disk serves many files.
    await Promise.all(open.map(({ path, fd }) => sync(fd).catch((cause) => about(path, () => raise(cause)))));
  } finally {
    for (const { fd } of open) closeSync(fd);
  }
  for (const { path } of open) about(path, () => renameSync(path + unfinished, path));
  return missing.length;
}

/** What the name of a file ends with while it is written. */
export const unfinished = '.tmp';

function sync(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(fd, (error) => (error ? reject(error) : resolve())));
}

function bytesOf({ before, own, after }: HexParts): readonly Uint8Array[] {
  return [before, own, after].filter(({ length }) => length > 0);
}

/** A file beside its place; what a run that was killed left there is thrown away. */
export function newFile(path: string, mode: number): number {
  try {
    return openSync(path + unfinished, 'wx', mode);
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST') throw error;
    rmSync(path + unfinished);
    return openSync(path + unfinished, 'wx', mode);
  }
}

export function writeAll(fd: number, parts: readonly Uint8Array[]): void {
  let left = parts;
  while (left.length > 0) left = rest(left, writevSync(fd, left));
}

/** What follows some bytes of joined parts. */
function rest(parts: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let skip = written;
  return parts.flatMap((part) => {
    const begin = Math.min(skip, part.length);
    skip -= begin;
    return begin < part.length ? [part.subarray(begin)] : [];
  });
}

/** Whether a file is there and as it should be. Errors: BATCH_FILE_DIFFERS. */
export function isThere(path: string, parts: readonly Uint8Array[], mode: number): boolean {
  return about(path, () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return false;
    if (!found.isFile() || found.size !== sizeOf(parts) || !holds(path, parts)) throw differs(path);
    if ((found.mode & 0o777 & ~mode) !== 0) chmodSync(path, mode);
    return true;
  });
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function holds(path: string, parts: readonly Uint8Array[]): boolean {
  const fd = openSync(path, 'r');
  try {
    return parts.every((part) => {
      const found = Buffer.alloc(part.length);
      let at = 0;
      for (let read = -1; at < found.length && read !== 0; at += read) {
        read = readSync(fd, found, at, found.length - at, null);
      }
      return at === found.length && found.equals(part);
    });
  } finally {
    closeSync(fd);
  }
}

export function differs(path: string): OtpforgeError {
  return new OtpforgeError('BATCH_FILE_DIFFERS', {
    message: `${path} is there, and is not the file that the batch has for this unit; it was left as it is`,
    remedy: 'Move it away and run the same command again.',
    details: { file: path },
  });
}

function raise(cause: unknown): never {
  throw cause;
}

/** Does something with a file. Errors: FILE_WRITE_FAILED. */
export function about<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw writeFailed(
      path,
      cause,
      'Check that the folder is writable and has room, and run the same command again.',
    );
  }
}
