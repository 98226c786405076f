import { currentLanguage } from './text.js';

/** A time as people of the language write it; a text that is none stays as it is. */
export function when(at: string): string {
  return formatted(at, { dateStyle: 'short', timeStyle: 'medium' });
}

/** Hours and minutes. */
export function clock(at: string): string {
  return formatted(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** A length of time in seconds. */
export function seconds(milliseconds: number): string {
  return `${number(milliseconds / 1000, 1)} s`;
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** A share of 1. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–';
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

function formatted(at: string, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime())
    ? at
    : new Intl.DateTimeFormat(locale(), { hourCycle: 'h23', ...options }).format(time);
}

/** The browser's own kind of the language that is shown, such as en-GB. */
function locale(): string {
  const language = currentLanguage();
  return navigator.languages.find((each) => each === language || each.startsWith(`${language}-`)) ?? language;
}
