import { dirname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { canonicalPath } from '../files/same-file.js';
import { dayIn } from './days.js';
import type { JournalEntry } from './line.js';
import { waitForJournal } from './lock.js';
import { type JournalNames, OpenJournal } from './open-journal.js';
import { checked, type JournalAccess } from './reading.js';
import type { JournalView } from './view.js';
import { writeEntry } from './write-lines.js';

export interface Appended {
  /** SHA-256 of the line that was written. */
  readonly hash: string;
  /** The file of the journal that it is in: that of a day where the journal has one a day. */
  readonly file: string;
  /** The file ended in a line that was cut; it is kept, and a note follows it. */
  readonly tornLine: boolean;
}

export interface AppendOptions extends JournalAccess {
  /** Decides by what the journal holds, while nobody else can add to it; its error keeps the line out. May be asked twice. */
  readonly unless?: ((view: JournalView) => void) | undefined;
  /** The line goes to this file of a journal with a file a day, or to a later one: fileForNow named it for this line. */
  readonly notBefore?: string | undefined;
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
    const lock = await waitForJournal({ file, path }, options.signal);
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
  names: JournalNames,
  entry: JournalEntry,
  { unless, note, notBefore }: AppendOptions,
): Appended {
  const journal = OpenJournal.toAppend(names);
  try {
    return checked(
      journal,
      (found) => {
        unless?.(found.view);
        const day = notBefore === undefined ? undefined : dayIn(names.file, notBefore);
        const { lines, hash, file, tornLine } = writeEntry(journal, entry, day);
        found.added(lines, hash);
        return { hash, file, tornLine };
      },
      note,
    );
  } finally {
    journal.close();
  }
}
