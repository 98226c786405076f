import { numberIn, optional, textIn } from '../columns.js';
import type { Row, Transaction } from '../database.js';
import type { PoolSpec } from './pool.js';

/** How far a pool has come in one period. */
export interface PoolState {
  readonly name: string;
  readonly period: string;
  readonly kind: string;
  readonly first: number;
  readonly last?: number;
  readonly step: number;
  readonly next: number;
  /** Numbers that are left, where the pool has an end. */
  readonly left?: number;
  /** Of addresses. */
  readonly range?: NonNullable<PoolSpec['range']>;
}

/** All pools and their periods. */
export async function pools(tx: Transaction): Promise<readonly PoolState[]> {
  return (await tx.all('SELECT * FROM pool ORDER BY name, period')).map(poolStateIn);
}

/** One pool; undefined before its first use. */
export async function poolState(tx: Transaction, name: string, period = ''): Promise<PoolState | undefined> {
  const row = await tx.get('SELECT * FROM pool WHERE name = $1 AND period = $2', name, period);
  return row && poolStateIn(row);
}

function poolStateIn(row: Row): PoolState {
  const next = numberIn(row, 'next');
  return {
    name: textIn(row, 'name'),
    period: textIn(row, 'period'),
    kind: textIn(row, 'kind'),
    first: numberIn(row, 'first'),
    ...optional('last', row, 'last', numberIn),
    step: numberIn(row, 'step'),
    next,
    ...optional('left', row, 'last', (of, column) => Math.max(0, numberIn(of, column) - next + 1)),
    ...optional('range', row, 'space', rangeIn),
  };
}

function rangeIn(row: Row): NonNullable<PoolSpec['range']> {
  const space = textIn(row, 'space') === 'eui64' ? 'eui64' : 'eui48';
  return { space, low: textIn(row, 'low'), high: textIn(row, 'high') };
}

/** What became of the numbers of a pool below its next one. */
export interface Account {
  readonly issued: number;
  readonly released: number;
  readonly scrapped: number;
  readonly skipped: number;
  /** Numbers that nobody can account for, at most the first 100. None is the promise of the ledger. */
  readonly unaccounted: readonly number[];
  /** Further numbers that units have, as adopted ones. */
  readonly ahead: number;
}

/** The account of a pool in one period, from its first number. */
export async function account(tx: Transaction, pool: PoolState): Promise<Account> {
  const { name, period, next } = pool;
  const rows = await tx.all(
    `SELECT fate, count(*) AS count FROM (SELECT ${fate} AS fate FROM number n
       WHERE n.pool = $1 AND n.period = $2) AS fates GROUP BY fate`,
    ...[name, period, next],
  );
  const of = (wanted: string) => {
    const row = rows.find((each) => each.fate === wanted);
    return row ? numberIn(row, 'count') : 0;
  };
  return {
    issued: of('issued'),
    released: of('released'),
    scrapped: of('scrapped'),
    skipped: of('skipped'),
    unaccounted: await unaccounted(tx, pool),
    ahead: of('ahead'),
  };
}

const isIn = (state: string) =>
  `EXISTS (SELECT 1 FROM stage s WHERE s.unit = n.unit AND s.generation = n.generation AND s.state = '${state}')`;

const fate = `CASE WHEN n.n >= $3 THEN 'ahead' WHEN n.unit IS NULL THEN 'skipped'
  WHEN ${isIn('released')} THEN 'released' WHEN ${isIn('scrapped')} THEN 'scrapped' ELSE 'issued' END`;

/** Numbers below the next one without a row, and numbers of units that have no value of them. */
async function unaccounted(
  tx: Transaction,
  { name, period, first, next }: PoolState,
): Promise<readonly number[]> {
  const rows = await tx.all(
    `SELECT n.n FROM number n WHERE n.pool = $1 AND n.period = $2 AND n.unit IS NOT NULL AND NOT EXISTS
       (SELECT 1 FROM value v WHERE v.unit = n.unit AND v.generation = n.generation
          AND v.pool = n.pool AND v.period = n.period AND v.n = n.n)
     ORDER BY n.n LIMIT 100`,
    ...[name, period],
  );
  const gaps = await tx.all(
    `SELECT n, before FROM (SELECT n, lag(n, 1, $3) OVER (ORDER BY n) AS before FROM
       (SELECT n FROM number WHERE pool = $1 AND period = $2 AND n < $4 UNION ALL SELECT $4) AS numbers) AS pairs
     WHERE n > before + 1 ORDER BY n LIMIT 100`,
    ...[name, period, first - 1, next],
  );
  const missing = gaps.flatMap((row) => {
    const [before, n] = [numberIn(row, 'before'), numberIn(row, 'n')];
    return Array.from({ length: Math.min(100, n - before - 1) }, (_, index) => before + 1 + index);
  });
  return [...missing, ...rows.map((row) => numberIn(row, 'n'))].toSorted((a, b) => a - b).slice(0, 100);
}
