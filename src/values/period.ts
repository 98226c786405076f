import type { LocalDate } from './calendar.js';
import { type DatePart, hasPart, type Pattern } from './pattern.js';
import { SourceProblem } from './problem.js';

/** When a counter begins again. */
export const resets = ['never', 'year', 'month', 'week', 'day'] as const;
export type Reset = (typeof resets)[number];

/**
 * The period that a counter counts in, such as "2026-W48", "2026-11" or "2026"; undefined for one that is never reset.
 * The year of a pattern with {ww} is that of the ISO week.
 */
export function periodOf(pattern: Pattern, reset: Reset, date: LocalDate): string | undefined {
  const year = String(hasPart(pattern, 'ww') ? date.isoYear : date.year).padStart(4, '0');
  switch (reset) {
    case 'never':
      return undefined;
    case 'year':
      return year;
    case 'week':
      return `${year}-W${two(date.isoWeek)}`;
    case 'month':
      return `${year}-${two(date.month)}`;
    case 'day':
      return `${year}-${two(date.month)}-${two(date.day)}`;
  }
}

/** Refuses a pattern in which two periods would repeat a value. Throws SourceProblem. */
export function refuseRepeats(pattern: Pattern, reset: Reset): void {
  const missing = neededParts[reset].filter((parts) => !hasPart(pattern, ...parts));
  if (missing.length === 0) return;
  const names = missing.map(([part]) => `{${part}}`).join(' and ');
  throw new SourceProblem(
    `counts from the start again each ${reset} and does not contain ${names}, so two periods would repeat a value`,
  );
}

const year: readonly DatePart[] = ['yyyy', 'yy'];
const neededParts: Readonly<Record<Reset, readonly (readonly DatePart[])[]>> = {
  never: [],
  year: [year],
  month: [year, ['mm']],
  week: [year, ['ww']],
  day: [year, ['mm'], ['dd']],
};

function two(number: number): string {
  return String(number).padStart(2, '0');
}
