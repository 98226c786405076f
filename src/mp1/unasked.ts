import type { Partition } from './partition.js';
import { hasBits, Status } from './status.js';

/** A word whose fuses are others than before. */
export interface WordChange {
  readonly word: number;
  /** Its values; of a lock alone they are equal. */
  readonly before: number;
  readonly after: number;
}

/** What changed between two dumps though a file did not ask for it. Sticky locks and errors come and go by themselves; a zero may be a word that is hidden. */
export function unaskedChanges(file: Partition, before: Partition, after: Partition): readonly WordChange[] {
  return before.words.flatMap((old, word) => {
    const now = after.words[word] ?? old;
    const isLocked = ({ status }: typeof old) => hasBits(status, Status.permanentLock);
    const hides = ({ status }: typeof old) => (status & hiding) !== 0;
    const { value, status } = file.words[word] ?? { value: 0, status: 0 };
    const asksValue = hasBits(status, Status.update) && value !== 0;
    const asksLock = hasBits(status, Status.update | Status.permanentLock);
    const changed =
      (!asksValue && old.value !== now.value && !hides(old) && !hides(now)) ||
      (!asksLock && isLocked(old) !== isLocked(now));
    return changed ? [{ word, before: old.value, after: now.value }] : [];
  });
}

const hiding = Status.readError | Status.lockError | Status.shadowReadLock;
