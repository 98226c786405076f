import { lineHash, noLine } from './line.js';
import type { JournalPart, OpenJournal } from './open-journal.js';
import { readTail, type TornEnd } from './tail.js';

/** How a journal ends. */
export interface JournalEnd {
  /** SHA-256 of the last whole line, whatever file it is in. */
  readonly last: string;
  /** The newest file ends in a line that was cut. */
  readonly torn: (TornEnd & { readonly part: JournalPart }) | undefined;
}

/** Reads the end of an open journal. A file without a whole line is one that a crash kept from its first. */
export function endOf(journal: OpenJournal): JournalEnd {
  let torn: JournalEnd['torn'];
  for (const part of journal.parts.toReversed()) {
    const tail = readTail(journal.openPart(part), part.size);
    if (tail.torn) torn ??= { ...tail.torn, part };
    if (tail.last) return { last: lineHash(tail.last), torn };
  }
  return { last: noLine, torn };
}
