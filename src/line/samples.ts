import { encodeGiven, type ValueField, ValueProblem } from '../layout/index.js';
import { addressAt, lastNumber, localDate, sequenceValue, sizeOf } from '../values/index.js';
import type { FieldSource, Line } from './line.js';

/** Why the first or the last value of a source does not fit its field. */
export function sampleProblem(
  source: FieldSource,
  field: ValueField,
  { timezone }: Pick<Line, 'timezone'>,
  now: Date,
): string | undefined {
  for (const value of samplesOf(source, timezone, now)) {
    const rule = ruleOf(field, value);
    if (rule !== undefined) return `its value ${JSON.stringify(value)} ${rule}`;
  }
  return undefined;
}

function samplesOf(source: FieldSource, timezone: string, now: Date): readonly string[] {
  if (source.kind === 'sequence') {
    const { sequence, first } = source;
    const date = localDate(now, timezone);
    return [first, lastNumber(sequence.pattern)].map((n) => sequenceValue(sequence, n, date));
  }
  if (source.kind !== 'pool') return [];
  const { addresses } = source;
  return [0, sizeOf(addresses) - 1].flatMap((index) => addressAt(addresses, index) ?? []);
}

function ruleOf(field: ValueField, value: string): string | undefined {
  try {
    encodeGiven(field, { value });
    return undefined;
  } catch (cause) {
    if (cause instanceof ValueProblem) return cause.rule;
    throw cause;
  }
}
