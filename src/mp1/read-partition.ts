import type { FuseKnowledge, Fuses, FuseWord, Mp1Line } from './fuses.js';
import type { Partition, PartitionWord } from './partition.js';
import { hasBits, Status } from './status.js';

/** What a partition says of a chip. */
export function fusesOfPartition({ state, words }: Partition, lines: readonly Mp1Line[]): Fuses {
  return { source: 'partition', lines, state, words: words.map(fuseWord) };
}

export function fuseWord({ value, status }: PartitionWord): FuseWord {
  return { knowledge: knowledgeOf(value, status), value, status };
}

// The service shows 0 for what it could not read.
function knowledgeOf(value: number, status: number): FuseKnowledge {
  if (hasBits(status, Status.readError)) return 'unreadable';
  const isInDoubt = hasBits(status, Status.shadowReadLock) || hasBits(status, Status.lockError);
  return value === 0 && isInDoubt ? 'unreadable' : 'known';
}
