import type { LocalDate } from './calendar.js';
import { type CheckSystem, checkCharacters, checkLength } from './check-digits.js';
import { type DatePart, type Digits, dateWidths, hasCheckPart, hasPart, type Pattern } from './pattern.js';
import { type Reset, refuseRepeats } from './period.js';
import { SourceProblem } from './problem.js';

/** A counter whose numbers become texts. */
export interface Sequence {
  readonly pattern: Pattern;
  /** Of {check}. */
  readonly check?: CheckSystem | undefined;
  readonly reset: Reset;
}

/** Refuses a sequence that would repeat a value, or whose check has no place. Throws SourceProblem. */
export function refuseSequence({ pattern, check, reset }: Sequence): void {
  refuseRepeats(pattern, reset);
  if (check === undefined && hasCheckPart(pattern))
    throw new SourceProblem('has {check} and no "check:", which says how it is computed');
  if (check !== undefined && !hasCheckPart(pattern))
    throw new SourceProblem('has no {check} for its "check:"');
}

/** The value of a number on a day. Throws SourceProblem for a number that outgrows its width. */
export function sequenceValue({ pattern, check }: Sequence, n: number, date: LocalDate): string {
  let text = '';
  for (const part of pattern.parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'date') text += datePart(pattern, part.part, date);
    else if (part.kind === 'number') text += numberText(n, part.width, part.digits);
    else if (check !== undefined) text += checkCharacters(check, text);
  }
  return text;
}

/** The highest number that a pattern has digits for. */
export function lastNumber({ parts }: Pattern): number {
  const part = parts.find(({ kind }) => kind === 'number');
  return part?.kind === 'number' ? baseOf(part.digits) ** part.width - 1 : 0;
}

/** What a value of a sequence says of itself. */
export interface ReadValue {
  readonly n: number;
  /** Its parts of the date, as they are written. */
  readonly date: Readonly<Partial<Record<DatePart, string>>>;
}

/** The number in a value; undefined for what this sequence never gives, also by its check characters. */
export function readSequence({ pattern, check }: Sequence, value: string): ReadValue | undefined {
  const date: Partial<Record<DatePart, string>> = {};
  let n: number | undefined;
  let at = 0;
  for (const part of pattern.parts) {
    const length =
      part.kind === 'text'
        ? part.text.length
        : part.kind === 'date'
          ? dateWidths[part.part]
          : part.kind === 'number'
            ? part.width
            : checkLength(check ?? 'mod37-36');
    const text = value.slice(at, at + length);
    if (part.kind === 'text' && text !== part.text) return undefined;
    if (part.kind === 'check' && check && text !== checkCharacters(check, value.slice(0, at)))
      return undefined;
    if (part.kind === 'date') {
      if (!/^\d+$/.test(text) || text.length !== length) return undefined;
      date[part.part] = text;
    }
    if (part.kind === 'number') {
      if (text.length !== length || !signs[part.digits].test(text)) return undefined;
      n = Number.parseInt(text, baseOf(part.digits));
    }
    at += length;
  }
  return n === undefined || at !== value.length ? undefined : { n, date };
}

const signs: Readonly<Record<Digits, RegExp>> = { decimal: /^\d+$/, hex: /^[0-9a-f]+$/, HEX: /^[0-9A-F]+$/ };

function datePart(pattern: Pattern, part: DatePart, date: LocalDate): string {
  const year = hasPart(pattern, 'ww') ? date.isoYear : date.year;
  const numbers = { yy: year % 100, yyyy: year, mm: date.month, dd: date.day, ww: date.isoWeek };
  return String(numbers[part]).padStart(dateWidths[part], '0');
}

function numberText(n: number, width: number, digits: Digits): string {
  const text = n.toString(baseOf(digits)).padStart(width, '0');
  if (!Number.isSafeInteger(n) || n < 0) throw new SourceProblem(`has no value for the number ${n}`);
  if (text.length > width)
    throw new SourceProblem(`has no room for the number ${text}: its pattern has a width of ${width}`);
  return digits === 'HEX' ? text.toUpperCase() : text;
}

function baseOf(digits: Digits): number {
  return digits === 'decimal' ? 10 : 16;
}
