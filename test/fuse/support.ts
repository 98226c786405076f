import type { Plan } from '../../src/burn/index.js';
import { makeFusePlan } from '../../src/fuse/plan.js';
import { type FuseWish, imageOfWishes } from '../../src/fuse/request.js';
import { fuseArea } from '../../src/layout/index.js';
import {
  emptyPartition,
  type Mp1Line,
  type Partition,
  type PartitionWord,
  type WordClaims,
} from '../../src/mp1/index.js';

export const area = fuseArea('STM32MP157C');

/** A dump that has these words, and zeros elsewhere. */
export function dumpOf(
  words: Readonly<Record<number, readonly [value: number, status: number]>> = {},
  state = 0,
): Partition {
  const all: PartitionWord[] = [...emptyPartition().words];
  for (const [word, [value, status]] of Object.entries(words)) all[Number(word)] = { value, status };
  return { state, words: all };
}

export interface PlanWishes {
  readonly lines?: readonly Mp1Line[];
  readonly own?: readonly number[];
  readonly claims?: Partial<WordClaims>;
  readonly lockEmpty?: readonly number[];
  readonly oneFile?: boolean;
}

/** A plan for words that somebody names, against a dump or blind. */
export function planOf(
  wishes: readonly FuseWish[],
  dump: Partition | undefined,
  { lines = ['MP15'], own = [], claims, lockEmpty = [], oneFile = false }: PlanWishes = {},
): Plan {
  return makeFusePlan({
    area,
    lines,
    image: imageOfWishes(area, wishes, 'the command line'),
    chip: dump && { dump, uid: '004100323338511634383330' },
    claims: { own: new Set(own), fields: new Set(), ssp: false, ...claims },
    lockEmpty,
    oneFile,
  });
}

export function codesOf({ refusals }: Plan): readonly string[] {
  return refusals.map(({ code }) => code);
}
