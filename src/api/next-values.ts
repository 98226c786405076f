import type { PoolState } from '../ledger/pools/account.js';
import type { FieldSource, Line, PoolSource, SequenceSource } from '../line/index.js';
import {
  addressAt,
  eui64Of,
  lastNumber,
  localDate,
  periodOf,
  sequenceValue,
  sizeOf,
} from '../values/index.js';
import type { PoolsRead } from './read-pools.js';

/** What a source gives next, as far as that is known beforehand. */
export interface SourceState {
  readonly field: string;
  /** The key of the source in line.yaml. */
  readonly kind: string;
  /** At most three; values that another unit has are passed over. */
  readonly next?: readonly string[];
  /** The counter in the ledger. */
  readonly pool?: string;
  /** The period that the counter counts in now. */
  readonly period?: string;
  /** Units that it still has values for. */
  readonly left?: number;
  /** Units that it has values for in all; of a counter that is reset, in a period. */
  readonly size?: number;
}

const shown = [0, 1, 2] as const;

/** What each source of a line gives next at a time. */
export function nextValues(line: Line, { pools }: PoolsRead, now: Date): readonly SourceState[] {
  const states = new Map(line.sources.map((source) => [source.field, stateOf(source, line, pools, now)]));
  return line.sources.map((source) => {
    const state = states.get(source.field) ?? { field: source.field, kind: source.kind };
    if (source.kind !== 'derive') return state;
    const macs = states.get(source.from)?.next;
    return macs ? { ...state, next: macs.map(eui64Of) } : state;
  });
}

function stateOf(source: FieldSource, line: Line, pools: readonly PoolState[], now: Date): SourceState {
  const { field, kind } = source;
  if (source.kind === 'sequence') return { field, kind, ...sequenceState(source, line, pools, now) };
  if (source.kind === 'pool') return { field, kind, ...addressState({ ...source, field }, line, pools) };
  return { field, kind };
}

function sequenceState(
  { pool, sequence, first }: SequenceSource,
  { timezone }: Line,
  pools: readonly PoolState[],
  now: Date,
): Partial<SourceState> {
  const date = localDate(now, timezone);
  const period = periodOf(sequence.pattern, sequence.reset, date);
  const last = lastNumber(sequence.pattern);
  const next = nextOf(pools, pool, period) ?? first;
  const numbers = shown.map((index) => next + index).filter((n) => n <= last);
  return {
    pool,
    ...(period !== undefined && { period }),
    next: numbers.map((n) => sequenceValue(sequence, n, date)),
    left: Math.max(0, last - next + 1),
    size: last - first + 1,
  };
}

/** Fields of one pool get a block each, in the order of the line. */
function addressState(
  { field, pool, addresses }: PoolSource & { readonly field: string },
  { sources }: Line,
  pools: readonly PoolState[],
): Partial<SourceState> {
  const sharing = sources.filter((each) => each.kind === 'pool' && each.pool === pool);
  const own = sharing.findIndex((each) => each.field === field);
  const size = sizeOf(addresses);
  // The ledger counts addresses.
  const begin = Math.ceil((nextOf(pools, pool) ?? 0) / addresses.step);
  return {
    pool,
    next: shown.flatMap((index) => addressAt(addresses, begin + index * sharing.length + own) ?? []),
    left: Math.floor(Math.max(0, size - begin) / sharing.length),
    size: Math.floor(size / sharing.length),
  };
}

function nextOf(pools: readonly PoolState[], name: string, period = ''): number | undefined {
  return pools.find((pool) => pool.name === name && pool.period === period)?.next;
}
