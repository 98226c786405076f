import type { PoolSpec, PoolState } from '../ledger/index.js';
import type { FieldSource, Line, PoolSource, SequenceSource } from '../line/index.js';
import { addressSpec, sequenceSpec } from '../line/pool-specs.js';
import { indexOf, isOfPeriod, localDate, periodOf, readSequence, SourceProblem } from '../values/index.js';
import { isSameField, type SeenValue } from './restore-evidence.js';

/** A pool as far as a restore raises it. */
export interface Counter {
  readonly name: string;
  /** Fields of the lines that draw from it. */
  readonly fields: readonly string[];
  /** No line that was named says how it counts, so its periods and its end may be others by now. */
  readonly isStrange: boolean;
  /** Numbers that a unit takes. */
  readonly each: number;
  /** The period in which it counts now, and the last one that the ledger knows. */
  readonly periods: readonly Period[];
}

export interface Period {
  readonly spec: PoolSpec;
  /** Units that there are still values for. */
  readonly left: number;
  /** Units above the ledger's next number, as journals and exports show. */
  readonly seen: number;
}

/** All counters of some lines and of their ledger; those of other lines as the ledger has them. */
export function countersOf(
  lines: readonly Line[],
  states: readonly PoolState[],
  seen: readonly SeenValue[],
  now: Date,
): readonly Counter[] {
  const used = new Map<string, Drawing[]>();
  for (const line of lines) {
    for (const source of line.sources) {
      if (source.kind !== 'sequence' && source.kind !== 'pool') continue;
      const drawings = used.get(source.pool) ?? [];
      used.set(source.pool, [...drawings, { line, source }]);
    }
  }
  const own = [...used].map(([name, drawings]) => counterOf(name, drawings, states, seen, now));
  const others = [...new Set(states.map(({ name }) => name))].filter((name) => !used.has(name));
  return [...own, ...others.map((name) => strangeCounter(name, states))];
}

interface Drawing {
  readonly line: Line;
  readonly source: Extract<FieldSource, { kind: 'sequence' | 'pool' }>;
}

function counterOf(
  name: string,
  drawings: readonly Drawing[],
  states: readonly PoolState[],
  seen: readonly SeenValue[],
  now: Date,
): Counter {
  const specs = new Map(drawings.flatMap((drawing) => specsOf(drawing, states, now)));
  const inOneLine = drawings.map(({ line }) => drawings.filter((each) => each.line === line).length);
  const step = Math.max(...[...specs.values()].map((spec) => spec.step ?? 1));
  const each = step * Math.max(...inOneLine);
  return {
    name,
    fields: drawings.map(({ source }) => source.field),
    isStrange: false,
    each,
    periods: [...specs.values()].map((spec) => {
      const next = nextOf(spec, states);
      const numbers = drawings.map(({ source }) => behindSeen(source, spec.period, seen) - next);
      return { ...periodState(spec, next, each), seen: Math.max(0, Math.ceil(Math.max(...numbers) / each)) };
    }),
  };
}

/** By their period. */
function specsOf(
  { line, source }: Drawing,
  states: readonly PoolState[],
  now: Date,
): readonly (readonly [string, PoolSpec])[] {
  if (source.kind === 'pool') return [['', addressSpec(source)]];
  const { pattern, reset } = source.sequence;
  const current = periodOf(pattern, reset, localDate(now, line.timezone));
  const last = newest(source.pool, states)?.period;
  const periods = new Set([current, ...(last === undefined || last === '' ? [] : [last])]);
  return [...periods].map((period) => [period ?? '', sequenceSpec(source, period)]);
}

function newest(name: string, states: readonly PoolState[]): PoolState | undefined {
  // Periods of one pool sort by their time.
  return states.filter((state) => state.name === name).at(-1);
}

function nextOf({ name, period = '', first }: PoolSpec, states: readonly PoolState[]): number {
  return states.find((state) => state.name === name && state.period === period)?.next ?? first;
}

/** The number behind the highest one that was seen in a period; 0 where none was. */
function behindSeen(
  source: SequenceSource | PoolSource,
  period: string | undefined,
  seen: readonly SeenValue[],
): number {
  let behind = 0;
  for (const value of seen) {
    const next = source.kind === 'pool' ? behindAddress(source, value) : behindNumber(source, period, value);
    behind = Math.max(behind, next);
  }
  return behind;
}

function behindAddress({ addresses }: PoolSource, { text }: SeenValue): number {
  try {
    const index = indexOf(addresses, text);
    return index === undefined ? 0 : (index + 1) * addresses.step;
  } catch (error) {
    if (error instanceof SourceProblem) return 0;
    throw error;
  }
}

function behindNumber(
  { field, sequence }: SequenceSource & { readonly field?: string },
  period: string | undefined,
  value: SeenValue,
): number {
  if (field !== undefined && !isSameField(field, value.field)) return 0;
  const read = readSequence(sequence, value.text);
  if (!read || (period !== undefined && !isOfPeriod(read.date, period))) return 0;
  return read.n + 1;
}

function strangeCounter(name: string, states: readonly PoolState[]): Counter {
  const state = newest(name, states);
  if (!state) throw new Error(`the ledger has no pool ${name}`);
  const { kind, first, last, step, period, range, next } = state;
  const spec: PoolSpec = {
    name,
    kind: kind === 'pool' ? 'pool' : 'sequence',
    first,
    step,
    ...(last !== undefined && { last }),
    ...(period !== '' && { period }),
    ...(range && { range }),
  };
  const own = { ...periodState(spec, next, step), seen: 0 };
  return { name, fields: [], isStrange: true, each: step, periods: [own] };
}

function periodState(spec: PoolSpec, next: number, each: number): Pick<Period, 'spec' | 'left'> {
  const { last = Number.MAX_SAFE_INTEGER - 1 } = spec;
  return { spec, left: Math.max(0, Math.floor((last - next + 1) / each)) };
}
