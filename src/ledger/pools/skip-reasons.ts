import { numberIn, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { PoolState } from './account.js';

/** Why numbers of a pool have no unit. */
export interface SkipReason {
  readonly reason: string;
  /** Numbers that have it, the first and the last of them. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** The reasons of all numbers that were skipped or passed over, at most a hundred of them. */
export async function skipReasons(
  tx: Transaction,
  { name, period, next }: PoolState,
): Promise<readonly SkipReason[]> {
  const rows = await tx.all(
    `SELECT reason, count(*) AS count, min(n) AS first, max(n) AS last FROM number
     WHERE pool = $1 AND period = $2 AND n < $3 AND unit IS NULL GROUP BY reason ORDER BY min(n) LIMIT 100`,
    ...[name, period, next],
  );
  return rows.map((row) => ({
    reason: textIn(row, 'reason'),
    count: numberIn(row, 'count'),
    first: numberIn(row, 'first'),
    last: numberIn(row, 'last'),
  }));
}
