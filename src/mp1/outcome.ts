import type { Partition } from './partition.js';
import { fuseWord } from './read-partition.js';
import { hasBits, Status } from './status.js';

/** What became of a word that a file asks for. */
export interface WordOutcome {
  readonly word: number;
  /** none: the file asks for no value; missing: the word is blank; unknown: the dump cannot show it. */
  readonly value: 'none' | 'there' | 'missing' | 'differs' | 'unknown';
  /** pending: not shown; BSEC shows a lock only after the next reset. */
  readonly lock: 'none' | 'locked' | 'pending';
}

export interface FileOutcome {
  readonly words: readonly WordOutcome[];
  /** pending: all values are there, a lock is not shown yet. */
  readonly result: 'done' | 'pending' | 'missing' | 'differs' | 'unknown';
}

/** Whether a partition file asks for anything. */
export function asksForWrites({ words }: Partition): boolean {
  return words.some(({ status }) => hasBits(status, Status.update));
}

/** Compares what a file asks for with a dump that was made later. */
export function outcomeOf(file: Partition, dump: Partition): FileOutcome {
  const words = file.words.flatMap(({ value, status }, word): WordOutcome[] => {
    if (!hasBits(status, Status.update)) return [];
    const now = dump.words[word] ?? { value: 0, status: 0 };
    const asksLock = hasBits(status, Status.permanentLock);
    return [{ word, value: valueOutcome(value, now), lock: asksLock ? lockOutcome(now.status) : 'none' }];
  });
  return { words, result: resultOf(words) };
}

function valueOutcome(wanted: number, now: Partition['words'][number]): WordOutcome['value'] {
  // The service programs nothing for 0.
  if (wanted === 0) return 'none';
  if (fuseWord(now).knowledge !== 'known') return 'unknown';
  if (now.value === wanted) return 'there';
  return now.value === 0 ? 'missing' : 'differs';
}

function lockOutcome(status: number): WordOutcome['lock'] {
  return hasBits(status, Status.permanentLock) ? 'locked' : 'pending';
}

function resultOf(words: readonly WordOutcome[]): FileOutcome['result'] {
  for (const bad of ['differs', 'unknown', 'missing'] as const) {
    if (words.some(({ value }) => value === bad)) return bad;
  }
  return words.some(({ lock }) => lock === 'pending') ? 'pending' : 'done';
}
