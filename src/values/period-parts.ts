import type { DatePart } from './pattern.js';

/** Whether the parts of a date in a value may be those of a period such as "2026-W48". */
export function isOfPeriod(date: Readonly<Partial<Record<DatePart, string>>>, period: string): boolean {
  const parts = partsOf(period);
  return Object.entries(parts).every(([name, text]) => {
    const found = date[name as DatePart];
    return found === undefined || found === text;
  });
}

function partsOf(period: string): Readonly<Partial<Record<DatePart, string>>> {
  const [, year, week, month, day] = /^(\d{4})(?:-W(\d{2})|-(\d{2})(?:-(\d{2}))?)?$/.exec(period) ?? [];
  return {
    ...(year !== undefined && { yyyy: year, yy: year.slice(2) }),
    ...(week !== undefined && { ww: week }),
    ...(month !== undefined && { mm: month }),
    ...(day !== undefined && { dd: day }),
  };
}
