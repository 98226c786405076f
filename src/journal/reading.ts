import { OtpforgeError } from '../errors/index.js';
import type { FileLock } from '../files/lock.js';
import { canonicalPath } from '../files/same-file.js';
import { CheckedJournal } from './checked.js';
import { IndexDamaged } from './index-cell.js';
import { waitForJournal } from './lock.js';
import { type JournalNames, OpenJournal } from './open-journal.js';
import { JournalView } from './view.js';

export interface JournalAccess {
  /** Ends the wait for a journal that another process holds. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of what the journal had to report of itself. */
  readonly note?: ((text: string) => void) | undefined;
}

/**
 * Looks into a journal whose chain holds; into an empty one where there is none. The work may be done twice.
 * Errors: FILE_UNREADABLE, JOURNAL_INVALID, JOURNAL_BUSY, FORMAT_TOO_NEW, STOPPED.
 */
export async function readingJournal<T>(
  file: string,
  work: (view: JournalView) => T,
  access: JournalAccess = {},
): Promise<T> {
  const path = await canonicalPath(file);
  if (isEmpty(file)) return work(new JournalView());
  const lock = await lockIfPossible({ file, path }, access.signal);
  try {
    const journal = OpenJournal.toRead({ file, path });
    try {
      return checked(journal, ({ view }) => work(view), access.note);
    } finally {
      journal.close();
    }
  } finally {
    lock?.release();
  }
}

/** Does work on a journal with its chain checked; once more when its index turns out to be damaged. */
export function checked<T>(
  journal: OpenJournal,
  work: (journal: CheckedJournal) => T,
  note: JournalAccess['note'],
): T {
  try {
    return once(journal, work, false, note);
  } catch (error) {
    if (!(error instanceof IndexDamaged)) throw error;
    return once(journal, work, true, note);
  }
}

function once<T>(
  journal: OpenJournal,
  work: (journal: CheckedJournal) => T,
  again: boolean,
  note: JournalAccess['note'],
): T {
  const open = CheckedJournal.open(journal, { again });
  try {
    if (open.linesLost) {
      note?.(
        `${journal.file} has lost lines since otpforge last wrote to it: what they recorded is not known any more`,
      );
    }
    return work(open);
  } finally {
    open.close();
  }
}

function isEmpty(file: string): boolean {
  try {
    const journal = OpenJournal.toRead({ file, path: file });
    journal.close();
    return journal.size === 0;
  } catch (error) {
    if (!(error instanceof OtpforgeError) || error.code !== 'FILE_NOT_FOUND') throw error;
    // An empty name is not a journal that is still to be made.
    if (file !== '') return true;
    throw new OtpforgeError('FILE_UNREADABLE', {
      message: 'the name of the journal is empty',
      remedy: 'Name a file with --journal, or use --no-journal.',
      details: { file },
      cause: error,
    });
  }
}

/** Takes a journal's turn; undefined for who may read it and not write beside it. Errors: JOURNAL_BUSY, STOPPED. */
export async function lockIfPossible(
  names: JournalNames,
  signal: AbortSignal | undefined,
): Promise<FileLock | undefined> {
  try {
    return await waitForJournal(names, signal);
  } catch (error) {
    if (error instanceof OtpforgeError && error.code === 'FILE_WRITE_FAILED') return undefined;
    throw error;
  }
}
