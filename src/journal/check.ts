import { closeSync, statSync } from 'node:fs';
import { readError } from '../files/read.js';
import { type BadLine, ChainCheck, type ChainLine } from './chain.js';
import type { JournalLine } from './line.js';
import { openJournal } from './open-file.js';
import { readLines } from './read-lines.js';

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
  const { fd, size } = openJournal(file);
  try {
    const entries: JournalLine[] = [];
    return { entries, check: checkLines({ file, fd, size }, ({ entry }) => entries.push(entry)) };
  } finally {
    closeSync(fd);
  }
}

/** Checks the chain of an open journal and hands on each line that could be read. Errors: FORMAT_TOO_NEW. */
export function checkLines(
  { file, fd, size }: { readonly file: string; readonly fd: number; readonly size: number },
  onLine: (line: ChainLine) => void,
): JournalCheck {
  const chain = new ChainCheck(file, onLine);
  readLines(
    fd,
    size,
    (text, offset) => chain.add(text, offset),
    (text, offset) => chain.end(text, offset),
  );
  return { file, ...chain.result };
}
