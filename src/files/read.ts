import { readFile } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';

/** Reads a whole file. Errors: FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw readError(path, cause);
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
      remedy: 'Save the file as UTF-8: a wrongly read letter would be burnt for ever.',
      details: { file: path },
      cause,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readError(path: string, cause: unknown): OtpforgeError {
  if (isErrno(cause) && cause.code === 'ENOENT') {
    return new OtpforgeError('FILE_NOT_FOUND', {
      message: `${path}: no such file`,
      remedy: 'Check the path; it is taken relative to the working folder.',
      details: { file: path },
      cause,
    });
  }
  const reason = isErrno(cause) && cause.code === 'EISDIR' ? 'is a folder, not a file' : String(cause);
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${path}: cannot be read: ${reason}`,
    details: { file: path },
    cause,
  });
}

export function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
