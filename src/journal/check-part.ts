import { ChainCheck, type ChainLine } from './chain.js';
import type { JournalCheck } from './check.js';
import type { JournalPart, OpenJournal } from './open-journal.js';
import { readLines } from './read-lines.js';

/** Checks the chain in one file of a journal, and hands on its lines with their places in the journal. Errors: FORMAT_TOO_NEW. */
export function checkPart(
  journal: OpenJournal,
  part: JournalPart,
  onLine: (line: ChainLine) => void,
): JournalCheck {
  const chain = new ChainCheck(part.file, onLine);
  readLines(
    journal.openPart(part),
    part.size,
    (text, offset) => chain.add(text, part.base + offset),
    (text, offset) => chain.end(text, part.base + offset),
  );
  return { file: part.file, ...chain.result };
}
