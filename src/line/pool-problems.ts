import { lastNumber, poolsOverlap } from '../values/index.js';
import type { FieldSource } from './line.js';
import type { LineProblem } from './problems.js';

/** Counters and ranges of one line that contradict each other. */
export function* poolProblems(sources: readonly FieldSource[]): Generator<LineProblem> {
  for (const [index, source] of sources.entries()) {
    const problem = (text: string): LineProblem => ({ path: ['values', source.field], problem: text });
    if (source.kind === 'sequence' && source.first > lastNumber(source.sequence.pattern))
      yield problem(`begins with ${source.first}, for which its pattern has no room`);
    for (const other of sources.slice(0, index)) {
      const fault = faultBetween(source, other);
      if (fault !== undefined) yield problem(fault);
    }
  }
}

function faultBetween(one: FieldSource, other: FieldSource): string | undefined {
  if (one.kind === 'pool' && other.kind === 'pool') {
    if (one.pool === other.pool)
      return isSame(one.addresses, other.addresses)
        ? undefined
        : `the pool ${one.pool} has another range or step at ${other.field}`;
    if (poolsOverlap(one.addresses, other.addresses))
      return `the pool ${one.pool} overlaps ${other.pool} of ${other.field}, so two units could get one address`;
    return undefined;
  }
  const [a, b] = [counterOf(one), counterOf(other)];
  return a !== undefined && a === b
    ? `the counter ${a} is that of ${other.field} too; each sequence needs one of its own`
    : undefined;
}

function isSame<T extends object>(one: T, other: T): boolean {
  return Object.entries(one).every(([key, value]) => Reflect.get(other, key) === value);
}

function counterOf(source: FieldSource): string | undefined {
  return source.kind === 'sequence' || source.kind === 'pool' ? source.pool : undefined;
}
