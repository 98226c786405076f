import { type InterruptedRun, interruptedAmong } from './interrupted-runs.js';
import { type JournalAccess, readingJournal } from './reading.js';

/**
 * Looks for burns on one die that were interrupted and not finished since, oldest first; none without a journal.
 * Of each any unit of `units` may have been the one in flight.
 * Errors: FILE_UNREADABLE, JOURNAL_INVALID (a broken chain too), JOURNAL_BUSY, FORMAT_TOO_NEW.
 */
export async function interruptedRuns(
  file: string,
  uid: string,
  access: JournalAccess = {},
): Promise<readonly InterruptedRun[]> {
  return readingJournal(file, (view) => interruptedAmong(view.openLinesOf(uid)), access);
}
