import { OtpforgeError } from '../../errors/index.js';
import { count } from '../../text/plural.js';
import { numberIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { NewValue } from '../units/known.js';
import { keyOf, ownersOf, type ValueOwner } from '../units/values.js';
import { openPool, type PoolSpec } from './pool.js';

/** Who gets numbers. */
export interface Holder {
  readonly unit: number;
  readonly generation: number;
}

/** Makes the value of a number, and what is derived from it. */
export type MakeValues = (n: number) => NewValue | readonly NewValue[];

/**
 * Draws the next number for each holder, or as many as the pool's step, and returns the values that `make` makes of them.
 * Numbers are passed over, each with its reason, when one of them or of their values is taken. `write` gets what the
 * transaction must wait for; without it the numbers are on record when it returns. Errors: POOL_EMPTY, POOL_CHANGED,
 * POOL_OVERLAPS, LEDGER_STALE.
 */
export async function drawNumbers(
  tx: LedgerTransaction,
  pool: PoolSpec,
  holders: readonly Holder[],
  make: MakeValues,
  write?: (rows: Promise<void>) => void,
): Promise<readonly (readonly NewValue[])[]> {
  const begin = await openPool(tx, pool);
  const step = pool.step ?? 1;
  const drawn: Block[] = [];
  let next = begin;
  while (drawn.length < holders.length) {
    const wanted = Math.min(holders.length - drawn.length, blocksLeft(pool, next));
    if (wanted === 0) throw empty(pool, next, holders.length);
    const blocks = Array.from({ length: wanted }, (_, index) => blockAt(pool, next + index * step, make));
    drawn.push(...(await freeBlocks(tx, pool, blocks)));
    next += wanted * step;
  }
  const given = giveNumbers(tx, pool, drawn, holders).then(() => raise(tx, pool, begin, next));
  if (write) write(given);
  else await given;
  return drawn.map(({ values }) => values);
}

/** The numbers of one step, with the values of the unit that gets them. */
interface Block {
  readonly numbers: readonly number[];
  readonly values: readonly NewValue[];
}

function blocksLeft({ last = Number.MAX_SAFE_INTEGER, step = 1 }: PoolSpec, next: number): number {
  return Math.max(0, Math.floor((last - next + 1) / step));
}

function blockAt({ name, period = '', step = 1 }: PoolSpec, start: number, make: MakeValues): Block {
  const numbers = Array.from({ length: step }, (_, index) => start + index);
  const made = numbers.map((n) => {
    const [value, ...derived] = [make(n)].flat();
    if (value === undefined) throw new Error(`no value was made of number ${n} of pool ${name}`);
    return { value: { ...value, number: { pool: name, period, n } }, derived };
  });
  const [first, ...others] = made;
  if (first === undefined) throw new Error(`pool ${name} has a step of ${step}`);
  const more = others.map(({ value }) => value);
  return { numbers, values: [{ ...first.value, ...(more.length > 0 && { more }) }, ...first.derived] };
}

/** The blocks that nobody has anything of; the numbers of the others get a reason. */
async function freeBlocks(
  tx: LedgerTransaction,
  pool: PoolSpec,
  blocks: readonly Block[],
): Promise<readonly Block[]> {
  const [first, last] = [blocks[0]?.numbers[0] ?? 0, blocks.at(-1)?.numbers.at(-1) ?? 0];
  const used = await usedNumbers(tx, pool, first, last);
  const unique = blocks.flatMap(uniqueValues);
  const owners = await ownersOf(tx, unique);
  if (used.size === 0 && owners.size === 0) return blocks;
  const free: Block[] = [];
  const passed: (readonly [number, string])[] = [];
  for (const block of blocks) {
    const reason = whyNot(block, used, owners);
    if (reason === undefined) free.push(block);
    else for (const n of block.numbers) if (!used.has(n)) passed.push([n, reason]);
  }
  await tx.insert(
    'number',
    ['pool', 'period', 'n', 'reason'],
    passed.map(([n, reason]) => [pool.name, pool.period ?? '', n, reason]),
  );
  return free;
}

/** The numbers of a pool from `first` to `last` that are accounted for. */
export async function usedNumbers(
  tx: Transaction,
  { name, period = '' }: Pick<PoolSpec, 'name' | 'period'>,
  first: number,
  last: number,
): Promise<ReadonlySet<number>> {
  const rows = await tx.all(
    'SELECT n FROM number WHERE pool = $1 AND period = $2 AND n >= $3 AND n <= $4',
    ...[name, period, first, last],
  );
  return new Set(rows.map((row) => numberIn(row, 'n')));
}

function uniqueValues({ values }: Block): readonly NewValue[] {
  return values.flatMap((value) => [value, ...(value.more ?? [])]).filter(({ unique }) => unique);
}

function whyNot(
  block: Block,
  used: ReadonlySet<number>,
  owners: ReadonlyMap<string, ValueOwner>,
): string | undefined {
  const n = block.numbers.find((each) => used.has(each));
  if (n !== undefined) return `passed over: number ${n} of the same step is taken`;
  for (const { scope, mac } of uniqueValues(block)) {
    const owner = owners.get(keyOf(scope, mac));
    if (owner) return `passed over: unit ${owner.unit} has its value`;
  }
  return undefined;
}

async function giveNumbers(
  tx: LedgerTransaction,
  { name, period = '' }: PoolSpec,
  blocks: readonly Block[],
  holders: readonly Holder[],
): Promise<void> {
  const rows = holders.flatMap(({ unit, generation }, index) =>
    (blocks[index]?.numbers ?? []).map((n) => [name, period, n, unit, generation]),
  );
  await tx.insert('number', ['pool', 'period', 'n', 'unit', 'generation'], rows);
}

async function raise(
  tx: LedgerTransaction,
  { name, period = '' }: PoolSpec,
  from: number,
  to: number,
): Promise<void> {
  const changed = await tx.run(
    'UPDATE pool SET next = $1 WHERE name = $2 AND period = $3 AND next = $4',
    ...[to, name, period, from],
  );
  if (changed === 1) return;
  throw new OtpforgeError('LEDGER_STALE', {
    message: `pool ${name} has moved on from number ${from} while numbers of it were drawn`,
    remedy: 'Run the same command again.',
    details: { pool: name, period, next: from },
  });
}

function empty({ name, period = '', last = 0 }: PoolSpec, next: number, holders: number): OtpforgeError {
  const whom = holders === 1 ? 'the next one' : count(holders, 'unit');
  return new OtpforgeError('POOL_EMPTY', {
    message: `pool ${name}${period === '' ? '' : `, ${period},`} ends at number ${last}: it has not enough left for ${whom}`,
    remedy: 'Extend its range in line.yaml, or give the field another pool.',
    details: { pool: name, period, next, last },
  });
}
