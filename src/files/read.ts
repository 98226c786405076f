import { readFile, stat } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';

/** Reads a whole file. Errors: FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** Reads a regular file, or what a link to one leads to; undefined where there is none. Errors: FILE_UNREADABLE. */
export async function readIfFile(path: string): Promise<Buffer | undefined> {
  // A pipe would never come to an end.
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? readBytes(path) : undefined;
}

/** Reads a text file; undefined where there is none. Errors: FILE_UNREADABLE. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (error instanceof OtpforgeError && isMissing(error.cause)) return undefined;
    throw error;
  }
}

/** Reads a text file. Errors: FILE_NOT_FOUND, FILE_UNREADABLE, also for bytes that are not UTF-8. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new OtpforgeError('FILE_UNREADABLE', {
      message: `${path}: it is not UTF-8 text`,
      remedy: 'Save the file as UTF-8: a wrongly read letter would be burnt forever.',
      details: { file: path },
      cause,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What the system says of a file that cannot be read, as an error as text. */
export function readError(path: string, cause: unknown): OtpforgeError {
  if (path === '') {
    return new OtpforgeError('FILE_NOT_FOUND', {
      message: 'a file name is empty',
      remedy: 'Name the file; a variable of a script may not be set.',
      details: { file: path },
      cause,
    });
  }
  if (isErrno(cause) && cause.code === 'ENOENT') {
    return new OtpforgeError('FILE_NOT_FOUND', {
      message: `${path}: no such file`,
      remedy: 'Check the path; it is taken relative to the working folder.',
      details: { file: path },
      cause,
    });
  }
  const { reason, remedy } = whyUnreadable(cause);
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${path}: cannot be read: ${reason}`,
    remedy,
    details: { file: path },
    cause,
  });
}

function whyUnreadable(cause: unknown): { reason: string; remedy: string } {
  switch (isErrno(cause) ? cause.code : undefined) {
    case 'EISDIR':
      return { reason: 'is a folder, not a file', remedy: 'Name a file, in that folder for example.' };
    case 'ENOTDIR':
      return {
        reason: 'a part of the path is a file, not a folder',
        remedy: 'Check the path; it is taken relative to the working folder.',
      };
    case 'EACCES':
    case 'EPERM':
      return { reason: String(cause), remedy: 'Give the user who runs otpforge the right to read it.' };
    default:
      return { reason: String(cause), remedy: 'Check the file and what it lies on, or name another.' };
  }
}

/** Whether an error of the system says that nothing is there; where a part of the path is a file, nothing is either. */
export function isMissing(error: unknown): boolean {
  return isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
