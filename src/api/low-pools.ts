import { count } from '../text/plural.js';
import type { VisitLedger } from '../visit/index.js';
import { nextValues, type SourceState } from './next-values.js';
import { countersIn, type LineAtTime } from './read-counters.js';

export interface LowPool {
  readonly code: 'POOL_LOW';
  readonly message: string;
}

/** The pools and lists of a line that are low by now. Errors: LEDGER_*. */
export async function lowPools(
  of: Pick<LineAtTime, 'line' | 'layout'>,
  ledger: Pick<VisitLedger, 'transaction'>,
): Promise<readonly LowPool[]> {
  const { counters, now } = await ledger.transaction(async (tx) => {
    const now = new Date(tx.now);
    return { counters: await countersIn(tx, { ...of, now }, noneTaken), now };
  });
  return nextValues(of.line, counters, now).flatMap(lowPool);
}

/** Blocks that will be passed over count as left: to look for them would take longer with each unit. */
const noneTaken = async () => new Set<number>();

/** A pool or list is low at a tenth of its size. */
export function lowPool({ field, pool, list, left, size }: SourceState): readonly LowPool[] {
  if (left === undefined || size === undefined || left * 10 > size) return [];
  return [
    {
      code: 'POOL_LOW',
      message: `${field}: ${pool ?? list} has values for ${left} of ${count(size, 'unit')} left`,
    },
  ];
}
