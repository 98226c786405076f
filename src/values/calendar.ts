import { SourceProblem } from './problem.js';

/** A day as the people of a time zone call it. */
export interface LocalDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** Of the month, from 1. */
  readonly day: number;
  /** The year that the ISO week belongs to. */
  readonly isoYear: number;
  /** From 1 to 53, of ISO 8601. */
  readonly isoWeek: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
}

/** The day at a moment in a time zone of the IANA database. Throws SourceProblem for a zone that is not there. */
export function localDate(time: Date, timezone: string): LocalDate {
  const moment = `${time.getTime()} ${timezone}`;
  // All values of a batch have one time.
  if (last?.moment !== moment) last = { moment, date: dateOf(time, timezone) };
  return last.date;
}

let last: { readonly moment: string; readonly date: LocalDate } | undefined;

function dateOf(time: Date, timezone: string): LocalDate {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day] = [parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0];
  return { year, month, day, ...isoWeekOf(year, month, day) };
}

/** Whether this machine knows a time zone. */
export function isTimezone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch (cause) {
    if (cause instanceof SourceProblem) return false;
    throw cause;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = newFormat(timezone);
  formats.set(timezone, format);
  return format;
}

// "+01:00" is a zone to some versions of Node.js alone, and has no summer time.
function newFormat(timezone: string): Intl.DateTimeFormat {
  try {
    if (!/^[A-Za-z]/.test(timezone)) throw new RangeError('no name');
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: timezone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SourceProblem(
      `${JSON.stringify(timezone)} is not a time zone; use a name such as Europe/Berlin or UTC`,
    );
  }
}

const dayMs = 86_400_000;

/** The week of a day is that of its Thursday (ISO 8601). */
function isoWeekOf(
  year: number,
  month: number,
  day: number,
): Pick<LocalDate, 'isoYear' | 'isoWeek' | 'weekday'> {
  const date = Date.UTC(year, month - 1, day);
  const weekday = new Date(date).getUTCDay() || 7;
  const thursday = date + (4 - weekday) * dayMs;
  const isoYear = new Date(thursday).getUTCFullYear();
  const isoWeek = 1 + Math.floor((thursday - Date.UTC(isoYear, 0, 1)) / (7 * dayMs));
  return { isoYear, isoWeek, weekday };
}
