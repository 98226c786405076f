import { OtpforgeError } from '../../errors/index.js';
import { numberIn, textIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';

/** Numbers that are given out one after the other, from `first`. */
export interface PoolSpec {
  readonly name: string;
  readonly kind: 'sequence' | 'pool';
  readonly first: number;
  readonly last?: number;
  /** How many numbers a unit gets. */
  readonly step?: number;
  /** Each period has a counter of its own. */
  readonly period?: string;
  /** Addresses, as hexadecimal text of one length in lower case: those of two pools may not overlap. */
  readonly range?: { readonly space: 'eui48' | 'eui64'; readonly low: string; readonly high: string };
}

/**
 * The next number of a pool, which the ledger gets to know by its first use. A later spec may end later or earlier; its
 * start and step stay. Errors: POOL_CHANGED, POOL_OVERLAPS.
 */
export async function openPool(tx: LedgerTransaction, spec: PoolSpec): Promise<number> {
  const { name, kind, first, last = null, step = 1, period = '', range } = spec;
  const { space = null, low = null, high = null } = range ?? {};
  const row = await tx.get('SELECT * FROM pool WHERE name = $1 AND period = $2', name, period);
  const changes =
    row &&
    (['kind', 'first', 'step', 'space', 'low'] as const).find(
      (column) => row[column] !== { kind, first, step, space, low }[column],
    );
  if (changes) throw changed(name, changes, String(row[changes]));
  if (row && row.last === last && row.high === high) return numberIn(row, 'next');
  if (range) await refuseOverlap(tx, name, range);
  if (row) {
    await tx.run(
      'UPDATE pool SET last = $1, high = $2 WHERE name = $3 AND period = $4',
      ...[last, high, name, period],
    );
    return numberIn(row, 'next');
  }
  await tx.run(
    `INSERT INTO pool (name, period, kind, first, last, step, next, space, low, high)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    ...[name, period, kind, first, last, step, first, space, low, high],
  );
  return first;
}

async function refuseOverlap(
  tx: LedgerTransaction,
  name: string,
  { space, low, high }: NonNullable<PoolSpec['range']>,
): Promise<void> {
  const other = await tx.get(
    'SELECT name, low, high FROM pool WHERE space = $1 AND low <= $2 AND high >= $3 AND name <> $4',
    ...[space, high, low, name],
  );
  if (!other) return;
  const found = textIn(other, 'name');
  throw new OtpforgeError('POOL_OVERLAPS', {
    message: `pool ${name}, ${low} to ${high}, has addresses of pool ${found}, ${textIn(other, 'low')} to ${textIn(other, 'high')}`,
    remedy: 'Give each pool a range of its own, or let both lines use one pool by its name.',
    details: { pool: name, other: found },
  });
}

function changed(pool: string, what: string, recorded: string): OtpforgeError {
  return new OtpforgeError('POOL_CHANGED', {
    message: `pool ${pool} began with another ${what}, which the ledger has as ${recorded}`,
    remedy: 'A used pool keeps its start and step. Give the changed one another name.',
    details: { pool, changed: what, recorded },
  });
}
