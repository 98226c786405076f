import type { LocalDate } from './calendar.js';
import type { DatePart } from './pattern.js';
import { hasPart } from './pattern.js';
import { periodOf } from './period.js';
import { readSequence, type Sequence, sequenceValue } from './sequence.js';

/** Which number of a sequence a value is. */
export interface SequenceNumber {
  readonly n: number;
  /** The period that it was counted in; undefined where the counter is never reset. */
  readonly period: string | undefined;
}

/**
 * The inverse of sequenceValue; undefined for what the sequence never gives. Of a year with two digits the century is the one
 * that brings it next to `now`.
 */
export function sequenceNumber(
  sequence: Sequence,
  value: string,
  now: LocalDate,
): SequenceNumber | undefined {
  const { pattern, reset } = sequence;
  const read = readSequence(sequence, value);
  const date = read && dateOf(read.date, hasPart(pattern, 'ww') ? now.isoYear : now.year);
  if (!read || !date) return undefined;
  // What is left out of the pattern does not show in its value.
  if (sequenceValue(sequence, read.n, date) !== value) return undefined;
  return { n: read.n, period: periodOf(pattern, reset, date) };
}

function dateOf(parts: Readonly<Partial<Record<DatePart, string>>>, thisYear: number): LocalDate | undefined {
  const { yyyy, yy, mm = '01', dd = '01', ww = '01' } = parts;
  const year = yyyy === undefined ? nearestYear(yy, thisYear) : Number(yyyy);
  const [month, day, isoWeek] = [Number(mm), Number(dd), Number(ww)];
  const isThere = month >= 1 && month <= 12 && day >= 1 && day <= 31 && isoWeek >= 1 && isoWeek <= 53;
  return isThere ? { year, month, day, isoYear: year, isoWeek, weekday: 1 } : undefined;
}

function nearestYear(yy: string | undefined, thisYear: number): number {
  if (yy === undefined) return thisYear;
  const year = thisYear - (thisYear % 100) + Number(yy);
  if (year > thisYear + 50) return year - 100;
  return year <= thisYear - 50 ? year + 100 : year;
}
