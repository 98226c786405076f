import { SourceProblem } from './problem.js';

/** The parts of a date that a pattern can hold, with what each has of characters. */
export const dateWidths = { yy: 2, yyyy: 4, mm: 2, dd: 2, ww: 2 } as const;
export type DatePart = keyof typeof dateWidths;

export type Digits = 'decimal' | 'hex' | 'HEX';

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly part: DatePart }
  | { readonly kind: 'number'; readonly width: number; readonly digits: Digits }
  | { readonly kind: 'check' };

/** What the values of a sequence look like. */
export interface Pattern {
  readonly text: string;
  readonly parts: readonly PatternPart[];
}

/**
 * Reads a pattern such as "SN-{yy}{ww}-{n:06}-{check}": {yy} {yyyy} {mm} {dd} {ww} of the date, the number as {n:06},
 * {n:06x} or {n:06X}, and {check}. With {ww} the year is that of the ISO week. Throws SourceProblem.
 */
export function parsePattern(text: string): Pattern {
  const parts = text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map(partOf);
  refuseMixture(parts);
  return { text, parts };
}

/** Whether a pattern has a part of the date. */
export function hasPart({ parts }: Pick<Pattern, 'parts'>, ...wanted: readonly DatePart[]): boolean {
  return parts.some((each) => each.kind === 'date' && wanted.includes(each.part));
}

/** Whether a pattern has check characters. */
export function hasCheckPart({ parts }: Pattern): boolean {
  return parts.some(({ kind }) => kind === 'check');
}

function partOf(part: string): PatternPart {
  if (!part.startsWith('{') || !part.endsWith('}')) {
    if (/[{}]/.test(part)) throw new SourceProblem(`has a brace without its other half in "${part}"`);
    return { kind: 'text', text: part };
  }
  const name = part.slice(1, -1);
  if (name === 'check') return { kind: 'check' };
  if (isDatePart(name)) return { kind: 'date', part: name };
  const number = /^n:0([1-9]\d?)([xX]?)$/.exec(name);
  if (number) return numberOf(Number(number[1]), number[2] ?? '');
  if (/^n\b/.test(name))
    throw new SourceProblem(`has ${part}; write the width of the number as {n:06}, {n:06x} or {n:06X}`);
  throw new SourceProblem(`has ${part}; it can have {yy}, {yyyy}, {mm}, {dd}, {ww}, {n:06} and {check}`);
}

function isDatePart(name: string): name is DatePart {
  return Object.hasOwn(dateWidths, name);
}

// Numbers stay below 2^53, which is what JavaScript counts exactly.
const mostDigits = { decimal: 15, hex: 13, HEX: 13 } as const;

function numberOf(width: number, sign: string): PatternPart {
  const digits: Digits = sign === 'x' ? 'hex' : sign === 'X' ? 'HEX' : 'decimal';
  if (width <= mostDigits[digits]) return { kind: 'number', width, digits };
  throw new SourceProblem(`has a number of ${width} digits, and ${mostDigits[digits]} are the most`);
}

function refuseMixture(parts: readonly PatternPart[]): void {
  const numbers = parts.filter(({ kind }) => kind === 'number');
  if (numbers.length !== 1)
    throw new SourceProblem(
      `has ${numbers.length === 0 ? 'no number' : 'several numbers'}; it needs one {n:06}`,
    );
  const checks = parts.filter(({ kind }) => kind === 'check');
  if (checks.length > 1) throw new SourceProblem('has {check} twice');
  const at = (kind: PatternPart['kind']) => parts.findIndex((part) => part.kind === kind);
  if (checks.length > 0 && at('check') < at('number'))
    throw new SourceProblem('has {check} before its number; the check covers only what is before it');
  const repeated = Object.keys(dateWidths).find(
    (name) => parts.filter((part) => part.kind === 'date' && part.part === name).length > 1,
  );
  if (repeated !== undefined) throw new SourceProblem(`has {${repeated}} twice`);
  const year = { parts };
  if (hasPart(year, 'yy') && hasPart(year, 'yyyy'))
    throw new SourceProblem('has {yy} and {yyyy}; one is enough');
  // At the turn of the year the week's year is not the month's.
  if (hasPart(year, 'ww') && hasPart(year, 'mm', 'dd'))
    throw new SourceProblem(
      'has {ww} beside {mm} or {dd}, whose years differ; keep weeks, or months and days',
    );
}
