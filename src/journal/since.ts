import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { canonicalPath } from '../files/same-file.js';
import { dayIn, dayOf, daysOf, fileOfDay, isDaily } from './days.js';
import { type InterruptedRun, interruptedAmong } from './interrupted-runs.js';
import type { EndLine } from './line.js';
import { type JournalAccess, readingJournal } from './reading.js';
import { readingNewest } from './reading-newest.js';
import type { JournalView } from './view.js';

/** A journal from one of its files on, as whoever claims a die keeps it. */
export interface JournalPlace {
  readonly journal: string;
  /** As fileForNow has named it; it may be of another journal than this one. */
  readonly file: string;
}

/**
 * The file of a journal that a line of now goes to. Give it to appendToJournal as `notBefore`: the line is then in this file, or
 * behind midnight in the next one. Errors: FILE_UNREADABLE.
 */
export function fileForNow(journal: string, now = new Date()): string {
  if (!isDaily(journal)) return journal;
  const today = dayOf(now.toISOString());
  const newest = daysOf(journal).at(-1)?.day ?? '';
  return fileOfDay(journal, newest > today ? newest : today);
}

/**
 * Burns on one die that were interrupted and not finished since, oldest first, by the lines from one file on: what is older
 * costs nothing. Undefined where that file is gone. Errors: those of interruptedRuns.
 */
export function interruptedSince(
  place: JournalPlace,
  uid: string,
  access: JournalAccess = {},
): Promise<readonly InterruptedRun[] | undefined> {
  return readingSince(place, (view) => interruptedAmong(view.openLinesOf(uid)), access);
}

/** The last line of a run that began in a file or later; undefined where it has none, or the file is gone. Errors: those of interruptedRuns. */
export function endOfRun(
  place: JournalPlace,
  run: string,
  access: JournalAccess = {},
): Promise<EndLine | undefined> {
  return readingSince(place, (view) => view.endOf(run), access);
}

async function readingSince<T>(
  { journal, file }: JournalPlace,
  work: (view: JournalView) => T,
  access: JournalAccess,
): Promise<T | undefined> {
  if (!existsSync(file)) return undefined;
  const day = isDaily(journal) ? dayIn(journal, file) : undefined;
  const [folder, own] = await Promise.all([canonicalPath(dirname(journal)), canonicalPath(dirname(file))]);
  if (day === undefined || folder !== own) return readingJournal(file, work, access);
  const newest = await readingNewest(journal, day, work, access);
  if (newest) return newest.found;
  return readingJournal(journal, (view) => work(view.since(view.partOf(day))), access);
}
