import { type Counter, counterOf, type FieldSource, type Line } from '../line/index.js';
import { eui64Of } from '../values/index.js';
import type { CountersRead } from './read-counters.js';

/** What a source gives next, as far as that is known beforehand. */
export interface SourceState {
  readonly field: string;
  /** The key of the source in line.yaml. */
  readonly kind: string;
  /** At most three. What a unit has already is passed over, as when they are given out. */
  readonly next?: readonly string[];
  /** The counter in the ledger. */
  readonly pool?: string;
  /** The list in the ledger. */
  readonly list?: string;
  /** The period that the counter counts in now. */
  readonly period?: string;
  /** Units that it still has values for. */
  readonly left?: number;
  /** Units that it has values for in all; of a counter that is reset, in a period; of a list, its rows. */
  readonly size?: number;
  /** Of a secret: whom copies are sealed for, as SHA-256 of the public key (SPKI, DER), hexadecimal. */
  readonly recipient?: string;
}

/** What each source of a line gives next at a time. */
export function nextValues(line: Line, counters: CountersRead, now: Date): readonly SourceState[] {
  const states = new Map(line.sources.map((source) => [source.field, stateOf(source, line, counters, now)]));
  return line.sources.map((source) => {
    const state = states.get(source.field) ?? { field: source.field, kind: source.kind };
    if (source.kind !== 'derive') return state;
    const macs = states.get(source.from)?.next;
    return macs ? { ...state, next: macs.map(eui64Of) } : state;
  });
}

function stateOf(source: FieldSource, line: Line, { draws, lists }: CountersRead, now: Date): SourceState {
  const { field, kind } = source;
  if (source.kind === 'list') {
    const { rows = 0, free = 0 } = lists.get(source.list) ?? {};
    return { field, kind, list: source.list, left: free, size: rows };
  }
  if (source.kind !== 'sequence' && source.kind !== 'pool') return { field, kind };
  return { field, kind, ...counterState(field, counterOf(source, line.timezone, now), draws) };
}

/** Fields of one pool get a block each, in the order of the line. */
function counterState(
  field: string,
  { spec: { name, first, last, step = 1, period }, textOf }: Counter,
  draws: CountersRead['draws'],
): Omit<SourceState, 'field' | 'kind'> {
  const { begin = first, starts, passed = 0 } = draws.get(name) ?? {};
  const sharing = starts?.size ?? 1;
  const blocks = Math.floor((last - first + 1) / step);
  const left = blocks - (begin - first) / step - passed;
  return {
    pool: name,
    ...(period !== undefined && { period }),
    next: (starts?.get(field) ?? []).map(textOf),
    left: Math.floor(Math.max(0, left) / sharing),
    size: Math.floor(blocks / sharing),
  };
}
