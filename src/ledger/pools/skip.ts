import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { openPool, type PoolSpec } from './pool.js';

/**
 * Skips the next numbers of a pool, each with a reason, and returns the first and the last of them: a multiple of its step.
 * Errors: POOL_EMPTY when it has fewer, POOL_CHANGED, POOL_OVERLAPS.
 */
export async function skipNumbers(
  tx: LedgerTransaction,
  pool: PoolSpec,
  count: number,
  reason: string,
): Promise<{ readonly first: number; readonly last: number }> {
  const { name, period = '', step = 1, last: end = Number.MAX_SAFE_INTEGER - 1 } = pool;
  const first = await openPool(tx, pool);
  const last = first + Math.ceil(count / step) * step - 1;
  if (last > end) throw tooMany(pool, count, end - first + 1);
  await tx.run(
    `INSERT INTO number (pool, period, n, reason)
     WITH RECURSIVE skipped (n) AS
       (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM skipped WHERE n < $2)
     SELECT $3, $4, n, $5 FROM skipped WHERE true ON CONFLICT (pool, period, n) DO NOTHING`,
    ...[first, last, name, period, reason],
  );
  await tx.run('UPDATE pool SET next = $1 WHERE name = $2 AND period = $3', last + 1, name, period);
  await tx.addEvent({ kind: 'skip', details: { pool: name, period, first, last, reason } });
  return { first, last };
}

function tooMany({ name }: PoolSpec, count: number, left: number): OtpforgeError {
  return new OtpforgeError('POOL_EMPTY', {
    message: `pool ${name} has ${Math.max(0, left)} numbers left, and ${count} cannot be skipped`,
    remedy: 'Extend its range in line.yaml, or skip fewer.',
    details: { pool: name, count, left },
  });
}
