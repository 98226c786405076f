import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isMissing } from '../files/read.js';

/**
 * SHA-256 of a file below a folder; undefined when there is none. What a link leads to is not ours to write or to take
 * away, whatever it holds, nor is a folder or a pipe in the place of a file: its hash is not a file's.
 * Errors: FILE_UNREADABLE.
 */
export function fileHash(folder: string, name: string): string | undefined {
  const steps = name.split('/').map((_, index, parts) => join(folder, ...parts.slice(0, index + 1)));
  if (steps.some((step) => statsOf(step)?.isSymbolicLink())) return 'a link';
  const path = join(folder, name);
  const stats = statsOf(path);
  if (stats && !stats.isFile()) return 'no regular file';
  const bytes = contentsOf(path);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

/** A regular file's bytes; undefined where nothing is. Errors: FILE_UNREADABLE, for links and pipes too. */
export function contentsOf(file: string): Buffer | undefined {
  const stats = statsOf(file);
  if (stats && !stats.isFile()) throw unreadable(file, new Error('it is not a regular file'));
  try {
    return readFileSync(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unreadable(file, cause);
  }
}

// Below a file, where lstat throws, there is none.
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function unreadable(file: string, cause: unknown): OtpforgeError {
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Make it a file that you may read, or remove it.',
    details: { file },
    cause,
  });
}
