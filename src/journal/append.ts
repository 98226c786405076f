import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OtpforgeError } from '../errors/index.js';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import { makeFolder } from '../files/make-folder.js';
import { canonicalPath } from '../files/same-file.js';
import { version } from '../files/version.js';
import { beginningLength, checkBeginning, checkPlainFile } from './beginning.js';
import { formatText, type JournalEntry, type JournalLine, lineHash, noLine } from './line.js';
import { readAt, readTail } from './tail.js';

export interface Appended {
  /** SHA-256 of the line that was written. */
  readonly hash: string;
  /** The file ended in a line that was cut off; it is kept, and a note stands behind it. */
  readonly tornLine: boolean;
}

/**
 * Appends one line to a journal and does not return before it is on the disk. Two processes never interleave:
 * each takes the lock file beside the journal. Errors: JOURNAL_BUSY, JOURNAL_INVALID, JOURNAL_WRITE_FAILED.
 */
export async function appendToJournal(file: string, entry: JournalEntry): Promise<Appended> {
  try {
    await makeFolder(dirname(file));
    const lock = await waitForLock(file);
    try {
      return appendNow(file, entry);
    } finally {
      lock.release();
    }
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code !== 'FILE_WRITE_FAILED') throw cause;
    throw new OtpforgeError('JOURNAL_WRITE_FAILED', {
      message: `${file}: the journal cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Make room, make the folder writable, name another file with --journal, or use --no-journal.',
      details: { file },
      cause,
    });
  }
}

const lockRetryMs = 20;
const lockPatienceMs = 10_000;

async function waitForLock(file: string): Promise<FileLock> {
  // Beside the file itself, so that whoever comes by a link takes turns too.
  const path = `${await canonicalPath(file)}.lock`;
  for (let waited = 0; ; waited += lockRetryMs) {
    const lock = takeLock(path);
    if (!isLockHolder(lock)) return lock;
    if (waited >= lockPatienceMs) throw busy(file, lock.pid);
    await sleep(lockRetryMs);
  }
}

function busy(file: string, pid: number): OtpforgeError {
  return new OtpforgeError('JOURNAL_BUSY', {
    message: `${file}: process ${pid} has held the journal for ${lockPatienceMs / 1000} s`,
    remedy: `End process ${pid}, or name another file with --journal.`,
    details: { file, pid },
  });
}

// Without an await from the first read to the last write, so that this process does not interleave with itself either.
function appendNow(file: string, entry: JournalEntry): Appended {
  const fd = openSync(file, 'a+');
  try {
    const found = fstatSync(fd);
    checkPlainFile(found, file);
    const { size } = found;
    checkBeginning(readAt(fd, 0, Math.min(size, beginningLength)), file);
    const tail = readTail(fd, size);
    const lines: string[] = [];
    let previous = tail.last === undefined ? noLine : lineHash(tail.last);
    const add = (line: JournalLine): void => {
      lines.push(JSON.stringify(line));
      previous = lineHash(lines.at(-1) ?? '');
    };
    if (tail.torn) {
      const { time } = entry;
      const torn = { problem: 'torn-line', whole: previous } as const;
      add({
        format: formatText,
        previous: lineHash(tail.torn.bytes),
        state: 'note',
        time,
        version: version(),
        ...torn,
      });
    }
    add({ format: formatText, previous, ...entry });
    writeWhole(fd, size, `${tail.torn?.open ? '\n' : ''}${lines.join('\n')}\n`);
    if (size === 0) syncFolder(file);
    return { hash: previous, tornLine: tail.torn !== undefined };
  } finally {
    closeSync(fd);
  }
}

// A disk that fills up while a line is written leaves no part of it.
function writeWhole(fd: number, size: number, text: string): void {
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

// A new name is on the disk only once its folder is; some systems cannot open a folder, and need not.
function syncFolder(file: string): void {
  try {
    const fd = openSync(dirname(resolve(file)), 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows and some network file systems: nothing more can be done.
  }
}
