import { canonicalPath } from '../files/same-file.js';
import { fileOfDay } from './days.js';
import { IndexDamaged } from './index-cell.js';
import { IndexFile, indexFileOf } from './index-file.js';
import { newestText, stampOf } from './index-stamp.js';
import { OpenJournal } from './open-journal.js';
import { type JournalAccess, lockIfPossible } from './reading.js';
import { JournalView } from './view.js';

/**
 * Looks into the newest file of a journal alone, as otpforge left it: what closed files hold is not looked at, so that a look
 * costs the same after any number of days. Undefined where all must be looked at. Errors: JOURNAL_BUSY, STOPPED.
 */
export async function readingNewest<T>(
  journal: string,
  day: string,
  work: (view: JournalView) => T,
  { signal }: JournalAccess,
): Promise<{ readonly found: T } | undefined> {
  const path = await canonicalPath(journal);
  const lock = await lockIfPossible({ file: journal, path }, signal);
  try {
    return lookInto({ file: journal, path }, day, work);
  } finally {
    lock?.release();
  }
}

function lookInto<T>(
  names: { readonly file: string; readonly path: string },
  day: string,
  work: (view: JournalView) => T,
): { readonly found: T } | undefined {
  const index = IndexFile.open(indexFileOf(names.path), 'r');
  if (!index) return undefined;
  const { size, changed } = index.head.journal;
  const own = stampOf(fileOfDay(names.file, day));
  try {
    if (changed !== newestText(day, own)) return undefined;
    const newest = OpenJournal.ofDay(names, day, {
      base: Number(size) - Number(own.size),
      size: Number(own.size),
    });
    try {
      return { found: work(new JournalView(newest, index.index).since(newest.newest)) };
    } finally {
      newest.close();
    }
  } catch (error) {
    // Whoever reads all of it makes another index.
    if (error instanceof IndexDamaged) return undefined;
    throw error;
  } finally {
    index.close();
  }
}
