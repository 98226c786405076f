import { isTimezone } from '../values/index.js';
import type { FieldSource } from './line.js';
import type { LineProblem } from './problems.js';
import type { LineDocument } from './schema.js';

/** A time zone that is not there, or is needed. */
export function* timezoneProblems(
  { timezone }: Pick<LineDocument, 'timezone'>,
  sources: readonly FieldSource[],
): Generator<LineProblem> {
  if (timezone !== undefined) {
    if (isTimezone(timezone)) return;
    const name = JSON.stringify(timezone);
    yield {
      path: ['timezone'],
      problem: `${name} is not a time zone; use a name such as Europe/Berlin or UTC`,
    };
    return;
  }
  const dated = sources.find(
    (source) =>
      source.kind === 'sequence' && source.sequence.pattern.parts.some(({ kind }) => kind === 'date'),
  );
  if (!dated) return;
  // The day that a line calls today must not depend on who started it.
  yield {
    path: ['timezone'],
    problem: `is missing, and the values of ${dated.field} contain a date: write "timezone: Europe/Berlin", for example`,
  };
}
