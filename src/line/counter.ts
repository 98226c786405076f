import { blockAt, localDate, periodOf, sequenceValue } from '../values/index.js';
import type { PoolSource, SequenceSource } from './line.js';
import { addressSpec, type CounterSpec, sequenceSpec } from './pool-specs.js';

/** The pool of a ledger that a source draws from, and what it makes of the pool's numbers. */
export interface Counter {
  readonly spec: CounterSpec;
  /** The value of a number, from `spec.first` to `spec.last`. */
  textOf(n: number): string;
}

/** The counter of a source at a time. */
export function counterOf(source: SequenceSource | PoolSource, timezone: string, now: Date): Counter {
  return source.kind === 'sequence' ? numbersOf(source, timezone, now) : addressesOf(source);
}

function numbersOf(source: SequenceSource, timezone: string, now: Date): Counter {
  const { sequence } = source;
  const date = localDate(now, timezone);
  const period = periodOf(sequence.pattern, sequence.reset, date);
  return { spec: sequenceSpec(source, period), textOf: (n) => sequenceValue(sequence, n, date) };
}

function addressesOf(source: PoolSource): Counter {
  const { addresses } = source;
  const { step } = addresses;
  return {
    spec: addressSpec(source),
    textOf: (n) => blockAt(addresses, Math.floor(n / step))[n % step] ?? '',
  };
}
