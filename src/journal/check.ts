import { statSync } from 'node:fs';
import { readError } from '../files/read.js';
import type { BadLine, ChainLine } from './chain.js';
import { checkDays } from './check-days.js';
import { checkPart } from './check-part.js';
import type { JournalLine } from './line.js';
import { OpenJournal } from './open-journal.js';

export interface JournalCheck {
  readonly file: string;
  readonly lines: number;
  /** Lines that a power cut left incomplete, and that are accounted for; the last line may be one. */
  readonly torn: readonly number[];
  /** Lines at which another whole journal begins that was appended to the first. */
  readonly joined?: readonly number[];
  /** SHA-256 of a line of another journal behind which this one begins. */
  readonly follows?: string;
  /** The first line that breaks the chain, from 1; absent when the chain holds. */
  readonly firstBad?: BadLine;
  /** SHA-256 of the last line; who keeps it elsewhere can tell later that nothing was interrupted the end. */
  readonly last: string;
  /**
   * Of a journal with a file a day what each holds, oldest first. The line numbers above count through all of them, those
   * in here begin at 1 in each file.
   */
  readonly days?: readonly Omit<JournalCheck, 'days'>[];
}

/** A journal's lines as far as they could be read, in their order. */
export interface JournalContents {
  readonly check: JournalCheck;
  readonly entries: readonly JournalLine[];
}

/** Reads a journal and checks its chain. Errors: FILE_*, JOURNAL_INVALID for what is not a regular file, FORMAT_TOO_NEW. */
export async function readJournal(file: string): Promise<JournalContents> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw readError(file, Object.assign(new Error(), { code: 'EISDIR' }));
  const journal = OpenJournal.toRead({ file, path: file });
  if (journal.parts.length === 0) throw readError(file, Object.assign(new Error(), { code: 'ENOENT' }));
  try {
    const entries: JournalLine[] = [];
    return { entries, check: checkLines(journal, ({ entry }) => entries.push(entry)) };
  } finally {
    journal.close();
  }
}

/** Checks the chain of an open journal and hands on each line that could be read. Errors: JOURNAL_INVALID, FORMAT_TOO_NEW. */
export function checkLines(journal: OpenJournal, onLine: (line: ChainLine) => void): JournalCheck {
  if (journal.isDaily) return checkDays(journal, onLine);
  const [part] = journal.parts;
  if (!part) throw new Error(`${journal.file} has no file`);
  return checkPart(journal, part, onLine);
}
