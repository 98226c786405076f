import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { OtpforgeError } from '../errors/index.js';
import { readError } from '../files/read.js';
import { checkPlainFile } from './beginning.js';

export interface OpenFile {
  readonly fd: number;
  readonly size: number;
}

/** Windows has no O_NONBLOCK, and has no pipes among its files. */
const { O_APPEND, O_CREAT, O_NONBLOCK = 0, O_RDONLY, O_RDWR } = constants;

/** Opens a journal to read it. Errors: FILE_NOT_FOUND, FILE_UNREADABLE, JOURNAL_INVALID. */
export function openJournal(file: string): OpenFile {
  try {
    return openPlain(file, O_RDONLY);
  } catch (cause) {
    throw cause instanceof OtpforgeError ? cause : readError(file, cause);
  }
}

/** Opens a journal to append to it; makes it where there is none. Errors: JOURNAL_INVALID, and those of the system. */
export function openToAppend(file: string): OpenFile {
  return openPlain(file, O_RDWR | O_APPEND | O_CREAT);
}

// Opening a device may do something by itself, and a pipe lets whoever opens it wait forever.
function openPlain(file: string, flags: number): OpenFile {
  const known = statSync(file, { throwIfNoEntry: false });
  if (known && !known.isDirectory()) checkPlainFile(known, file);
  const fd = openSync(file, flags | O_NONBLOCK, 0o666);
  try {
    const found = fstatSync(fd);
    checkPlainFile(found, file);
    return { fd, size: found.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
