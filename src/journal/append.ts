import { closeSync, fsyncSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { canonicalPath } from '../files/same-file.js';
import { version } from '../files/version.js';
import { printableJson } from '../text/printable.js';
import type { ChainLine } from './chain.js';
import type { CheckedJournal, JournalFile } from './checked.js';
import { formatText, type JournalEntry, type JournalLine, lineHash, noLine } from './line.js';
import { waitForJournal } from './lock.js';
import { openToAppend } from './open-file.js';
import { checked, type JournalAccess } from './reading.js';
import { readTail } from './tail.js';
import type { JournalView } from './view.js';

export interface Appended {
  /** SHA-256 of the line that was written. */
  readonly hash: string;
  /** The file ended in a line that was cut; it is kept, and a note follows it. */
  readonly tornLine: boolean;
}

export interface AppendOptions extends JournalAccess {
  /** Decides by what the journal holds, while nobody else can add to it; its error keeps the line out. May be asked twice. */
  readonly unless?: ((view: JournalView) => void) | undefined;
}

/**
 * Appends one line to a journal whose chain holds, and does not return before it is on the disk. Two processes never
 * interleave: each takes the lock file beside the journal.
 * Errors: JOURNAL_BUSY, JOURNAL_INVALID, JOURNAL_WRITE_FAILED, FORMAT_TOO_NEW, STOPPED, those of `unless`.
 */
export async function appendToJournal(
  file: string,
  entry: JournalEntry,
  options: AppendOptions = {},
): Promise<Appended> {
  try {
    await makeFolder(dirname(file));
    const path = await canonicalPath(file);
    const lock = await waitForJournal(file, options.signal);
    try {
      return appendNow({ file, path }, entry, options);
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

// Without an await from the first read to the last write, so that this process does not interleave with itself either.
function appendNow(
  names: Pick<JournalFile, 'file' | 'path'>,
  entry: JournalEntry,
  { unless, note }: AppendOptions,
): Appended {
  const open = openToAppend(names.file);
  try {
    return checked(
      { ...names, ...open },
      (journal) => {
        unless?.(journal.view);
        return append(journal, { ...names, ...open }, entry);
      },
      note,
    );
  } finally {
    closeSync(open.fd);
  }
}

function append(journal: CheckedJournal, { file, fd, size }: JournalFile, entry: JournalEntry): Appended {
  const tail = readTail(fd, size);
  const lines: ChainLine[] = [];
  let previous = tail.last === undefined ? noLine : lineHash(tail.last);
  let text = tail.torn?.open ? '\n' : '';
  const add = (line: JournalLine): void => {
    const own = printableJson(line);
    const offset = size + Buffer.byteLength(text);
    previous = lineHash(own);
    lines.push({ entry: line, line: 0, offset, length: Buffer.byteLength(own), hash: previous });
    text += `${own}\n`;
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
  writeWhole(fd, size, text);
  if (size === 0) syncFolder(file);
  journal.added(lines, previous);
  return { hash: previous, tornLine: tail.torn !== undefined };
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
