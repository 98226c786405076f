import type { Plan } from '../burn/index.js';
import { emptyPartition, encodePartition, type PartitionWord, Status } from '../mp1/index.js';
import { wordOf } from './units.js';

/** The partition that makes the service do exactly what a plan says: always whole, since it takes a short one as zeros. */
export function fuseFile({ units }: Plan): Uint8Array {
  const empty = emptyPartition();
  const words: PartitionWord[] = [...empty.words];
  for (const { kind, state, wanted, block = 0 } of units) {
    if (state !== 'burn') continue;
    const { value, status } = words[block] ?? { value: 0, status: 0 };
    words[block] =
      kind === 'data'
        ? { value: wordOf(wanted) ?? 0, status: bits(status, Status.update) }
        : { value, status: bits(status, Status.update, Status.permanentLock) };
  }
  return encodePartition({ ...empty, words });
}

function bits(...flags: readonly number[]): number {
  return flags.reduce((sum, flag) => (sum | flag) >>> 0, 0);
}
