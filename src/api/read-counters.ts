import { OtpforgeError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import { type Database, openDatabase, type Transaction } from '../ledger/index.js';
import { schemaVersion } from '../ledger/migrate.js';
import { type PoolState, pools } from '../ledger/pools/account.js';
import { listState } from '../ledger/pools/list.js';
import { counterOf, type Line } from '../line/index.js';
import { type CountedField, type NextBlocks, nextBlocks, type TakenBlocks } from './next-blocks.js';
import { takenBlocks } from './taken-blocks.js';

/** How far the pools and lists of a ledger have come. */
export interface CountersRead {
  readonly ledger: 'read' | 'missing';
  /** What is drawn next, by the name of the pool. */
  readonly draws: ReadonlyMap<string, NextBlocks>;
  /** By the name of the list. */
  readonly lists: ReadonlyMap<string, { readonly rows: number; readonly free: number }>;
}

/** What the counters of a line are read for. */
export interface LineAtTime {
  readonly line: Line;
  readonly layout: Layout;
  readonly now: Date;
}

/** The schema that brought pools and lists. */
const firstWithPools = 2;

/** The counters of a line, read without being a station of its ledger. Errors: LEDGER_* but LEDGER_MISSING. */
export async function readCounters(of: LineAtTime): Promise<CountersRead> {
  const database = await openIfThere(of.line.ledger);
  if (!database) return missing(of);
  try {
    if ((await schemaVersion(database)) < firstWithPools) return await missing(of);
    return await database.transaction((tx) => countersIn(tx, of));
  } finally {
    await database.close();
  }
}

async function openIfThere(address: Line['ledger']): Promise<Database | undefined> {
  try {
    return await openDatabase(address);
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'LEDGER_MISSING') return undefined;
    throw cause;
  }
}

async function missing(of: LineAtTime): Promise<CountersRead> {
  const draws = await drawsOf(of, [], async () => new Set());
  return { ledger: 'missing', draws, lists: new Map() };
}

/** The same in a transaction of an open ledger. What `taken` says of the blocks behind a counter takes long in a full one. */
export async function countersIn(
  tx: Transaction,
  of: LineAtTime,
  taken: TakenBlocks = takenBlocks(tx, of.line, of.layout),
): Promise<CountersRead> {
  const { line } = of;
  const lists = new Map<string, { rows: number; free: number }>();
  for (const source of line.sources)
    if (source.kind === 'list') lists.set(source.list, await listState(tx, source.list));
  const draws = await drawsOf(of, await pools(tx), taken);
  return { ledger: 'read', draws, lists };
}

async function drawsOf(
  { line, now }: LineAtTime,
  states: readonly PoolState[],
  taken: TakenBlocks,
): Promise<CountersRead['draws']> {
  const counted = new Map<string, CountedField[]>();
  for (const source of line.sources) {
    if (source.kind !== 'sequence' && source.kind !== 'pool') continue;
    const fields = counted.get(source.pool) ?? [];
    counted.set(source.pool, [...fields, { source, counter: counterOf(source, line.timezone, now) }]);
  }
  const draws = new Map<string, NextBlocks>();
  for (const [name, fields] of counted)
    draws.set(name, await nextBlocks(fields, beginOf(fields, states), taken));
  return draws;
}

function beginOf([counted]: readonly CountedField[], states: readonly PoolState[]): number {
  if (!counted) throw new Error('a pool that no field draws from');
  const { name, period = '', first, step = 1 } = counted.counter.spec;
  const next = states.find((pool) => pool.name === name && pool.period === period)?.next ?? first;
  return first + Math.ceil((next - first) / step) * step;
}
