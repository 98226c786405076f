import { refuseDebris } from './clean-text.js';
import { parseHex } from './codec/hex-bytes.js';
import { wholeValue } from './codec/index.js';
import { toSigned } from './codec/integer.js';
import { codecJudge } from './codec-judge.js';
import { HashSet } from './hash-set.js';
import type { ValueField } from './layout.js';
import type { IntegerSpec } from './schema-2.js';
import { uniqueName } from './unique-in-unit.js';

/**
 * Whether a cell of a text, from one place to another, is sure to be sound: false is a doubt, which the codec of the field
 * decides. Two cells with the same value have the same sum, and the second one is a doubt where the field is unique.
 */
export type CellJudge = (text: string, start: number, end: number) => boolean;

/** A judge of the cells of a column; undefined where there is none for its field. */
export function cellJudge(field: ValueField): CellJudge | undefined {
  const { name, spec, length, unique } = field;
  // What another column may hold as well, no judge of one column sees.
  if (unique && uniqueName(name) !== name) return undefined;
  const seen = unique ? new HashSet() : undefined;
  switch (spec.type) {
    case 'ascii':
    case 'utf8':
      return textJudge(spec, length, seen);
    case 'bytes':
      return hexJudge(length, new Uint8Array(), seen);
    case 'mac':
    case 'eui48':
    case 'eui64':
      return hexJudge(length, spec.prefix === undefined ? new Uint8Array() : parseHex(spec.prefix), seen);
    case 'date':
      return dateJudge(seen);
    case 'f32':
    case 'f64':
    case 'version':
    case 'bits':
    case 'unary':
    case 'uuid':
    case 'uid':
      return unique ? undefined : codecJudge(field);
    default:
      if (!spec.names) return numberJudge(spec, length, seen);
      return unique ? undefined : codecJudge(field);
  }
}

function textJudge(
  spec: Extract<ValueField['spec'], { type: 'ascii' | 'utf8' }>,
  length: number,
  seen: HashSet | undefined,
): CellJudge {
  const { pad, align, pattern, end: endByte } = spec;
  const longest = endByte === undefined ? length : length - 1;
  const matches = pattern === undefined ? undefined : wholeValue(pattern);
  return (text, start, end) => {
    if (pad === undefined ? end - start !== length : end - start > longest) return false;
    let digits = 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === endByte) return false;
      if (isDigit(code)) digits += 1;
      else if (!isLetter(code | 0x20) && code !== 0x2d && code !== 0x5f) return false;
    }
    // Words such as null and NaN are what programs write in place of a value.
    if (digits === 0 && !isSoundWord(text.slice(start, end))) return false;
    if (
      pad !== undefined &&
      endByte === undefined &&
      text.charCodeAt(align === 'left' ? end - 1 : start) === pad
    )
      return false;
    if (matches && !matches(text.slice(start, end))) return false;
    return !seen || addText(seen, text, start, end);
  };
}

function isSoundWord(word: string): boolean {
  try {
    refuseDebris(word);
    return true;
  } catch {
    return false;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(lower: number): boolean {
  return lower >= 0x61 && lower <= 0x7a;
}

function numberJudge(spec: IntegerSpec, length: number, seen: HashSet | undefined): CellJudge {
  const lowest = spec.min === undefined ? 0 : Number(toSigned(spec.min));
  const bits = spec.type.startsWith('i') ? 8 * length - 1 : 8 * length;
  const highest = spec.max === undefined ? 2 ** bits - 1 : Number(toSigned(spec.max));
  return (text, start, last) => {
    const end = endOfWhole(text, start, last);
    // More digits may not be exact, and a leading zero is a second way to write the number.
    if (end - start > 15 || (text.charCodeAt(start) === 0x30 && end - start > 1)) return false;
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (!isDigit(code)) return false;
      value = value * 10 + (code - 0x30);
    }
    if (value < lowest || value > highest) return false;
    return !seen || seen.add(Math.imul(value, 0x9e3779b1), value / 2 ** 31);
  };
}

/** Where a number ends that a spreadsheet shows with one or two zeros behind a decimal comma. */
function endOfWhole(text: string, start: number, end: number): number {
  for (let at = end - 1; at > start && at >= end - 3; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2c && at < end - 1) return at;
    if (code !== 0x30) break;
  }
  return end;
}

/** Bytes as digits alone, or with ":" or "-" between any two of them. */
function hexJudge(length: number, prefix: Uint8Array, seen: HashSet | undefined): CellJudge {
  return (text, start, end) => {
    const isBare = end - start === 2 * length;
    if (!isBare && end - start !== 3 * length - 1) return false;
    const separator = text.charCodeAt(start + 2);
    if (!isBare && separator !== 0x3a && separator !== 0x2d) return false;
    let [first, second] = [firstSeed, secondSeed];
    for (let index = 0, at = start; index < length; index += 1, at += isBare ? 2 : 3) {
      const byte = 16 * nibble(text.charCodeAt(at)) + nibble(text.charCodeAt(at + 1));
      // A character other than a digit makes it NaN.
      if (!(byte >= 0) || (index < prefix.length && byte !== prefix[index])) return false;
      if (!isBare && index < length - 1 && text.charCodeAt(at + 2) !== separator) return false;
      first = mixFirst(first, byte);
      second = mixSecond(second, byte);
    }
    return !seen || seen.add(first, second);
  };
}

function nibble(code: number): number {
  if (isDigit(code)) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
}

/** Days such as 2026-03-14 in the years that every encoding can hold. */
function dateJudge(seen: HashSet | undefined): CellJudge {
  return (text, start, end) => {
    if (end - start !== 10 || text[start + 4] !== '-' || text[start + 7] !== '-') return false;
    const year = numberAt(text, start, 4);
    const month = numberAt(text, start + 5, 2);
    const day = numberAt(text, start + 8, 2);
    if (!(year >= 1970 && year < 2106 && month >= 1 && month <= 12 && day >= 1)) return false;
    if (day > daysOf(year, month)) return false;
    return !seen || addText(seen, text, start, end);
  };
}

function numberAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at += 1) {
    const code = text.charCodeAt(at);
    value = isDigit(code) ? value * 10 + (code - 0x30) : Number.NaN;
  }
  return value;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function addText(seen: HashSet, text: string, start: number, end: number): boolean {
  let [first, second] = [firstSeed, secondSeed];
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    first = mixFirst(first, code);
    second = mixSecond(second, code);
  }
  return seen.add(first, second);
}

// FNV-1a and a second sum of the same kind.
const firstSeed = 0x811c9dc5;
const secondSeed = 0x2545f491;

function mixFirst(sum: number, value: number): number {
  return Math.imul(sum ^ value, 0x01000193);
}

function mixSecond(sum: number, value: number): number {
  const mixed = Math.imul(sum ^ value, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
