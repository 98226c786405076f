import type { NamedFile } from '../files/same-file.js';
import { isFileOf } from '../journal/days.js';

/** The journal of an option that may not be given, with all of its files. */
export function namedJournal(journal: string | undefined, written = false): readonly NamedFile[] {
  return journal === undefined ? [] : [{ what: 'the journal', path: journal, written, has: isFileOf }];
}
