import type { OtpforgeError } from '../../errors/index.js';
import { formOf, groupBytes } from './groups.js';
import type { DataRow, Row } from './rows.js';
import { textError } from './text-error.js';

/** One way to read a text: what its first column is, and the order of bytes in a group. */
export interface Way {
  /** Undefined: the text has no addresses. */
  readonly addressRadix: 8 | 10 | 16 | undefined;
  readonly isLittle: boolean;
}

/** What a text says, read in one way. */
export interface Reading {
  readonly way: Way;
  /** From `start`; undefined where no line says it. */
  readonly bytes: readonly (number | undefined)[];
  /** The first address; 0 without addresses. */
  readonly start: number;
  /** Where the last line says that the data ends, if it does. */
  readonly end: number | undefined;
  /** The line that a * at the end stands for. */
  readonly repeated: readonly number[] | undefined;
  /** How many lines begin where the one before them ends. */
  readonly joined: number;
}

/** Dumps of these chips are shorter. Addresses beyond it are not worth their memory. */
const mostBytes = 64 * 1024;

/** Errors: MP1_TEXT, where the text cannot be read in this way. */
export function readAs(rows: readonly Row[], way: Way): Reading | OtpforgeError {
  const bytes = new Map<number, number>();
  let at: number | undefined;
  let start: number | undefined;
  let end: number | undefined;
  let last: readonly number[] = [];
  let star: number | undefined;
  let joined = 0;
  for (const row of rows) {
    if (end !== undefined) return textError(row.line, 'it follows the line that ends the dump');
    if (row.kind === 'star') {
      if (last.length === 0 || star !== undefined)
        return textError(row.line, 'a * stands for lines like the one before it, and there is none');
      star = row.line;
      continue;
    }
    const address = way.addressRadix === undefined ? (at ?? 0) : addressIn(row, way);
    if (address === undefined) return textError(row.line, `"${row.first.slice(0, 20)}" is not an address`);
    if (address > mostBytes)
      return textError(row.line, `${row.first} is far beyond the fuses of an STM32MP1`);
    start ??= address;
    if (at !== undefined) {
      if (address < at) return textError(row.line, `${row.first} is before the end of the line before it`);
      if (star !== undefined) {
        if (way.addressRadix === undefined)
          return textError(star, 'without addresses a * stands for an unknown number of lines', verbose);
        if ((address - at) % last.length !== 0)
          return textError(star, 'what the * stands for has no whole number of lines');
        for (let index = at; index < address; index += 1)
          bytes.set(index, last[(index - at) % last.length] ?? 0);
      }
      if (star !== undefined || address === at) joined += 1;
    }
    star = undefined;
    const groups = way.addressRadix === undefined ? [row.first, ...row.groups] : row.groups;
    if (groups.length === 0) {
      if (start === address && bytes.size === 0)
        return textError(row.line, 'there is an address and no data');
      end = address;
      continue;
    }
    const data = bytesOf(row, groups, way);
    if ('code' in data) return data;
    for (const [index, byte] of data.entries()) bytes.set(address + index, byte);
    at = address + data.length;
    last = data;
  }
  if (start === undefined || at === undefined) return textError(1, 'there is no data');
  const from = start;
  const length = Math.max(at, end ?? 0) - from;
  return {
    way,
    start: from,
    end,
    joined,
    repeated: star === undefined ? undefined : last,
    bytes: Array.from({ length }, (_, index) => bytes.get(from + index)),
  };
}

const verbose = 'Dump with -v, which prints every line.';

/** The address of a line; 0 where the text has none, undefined where it is not one in this way. */
export function addressIn({ first, hasColon }: DataRow, { addressRadix: radix }: Way): number | undefined {
  if (radix === undefined) return 0;
  if (radix !== 16 && hasColon) return undefined;
  if (first.length < 6 || first.length > 8) return undefined;
  if (radix === 8 && !/^[0-7]+$/.test(first)) return undefined;
  if (radix === 10 && !/^[0-9]+$/.test(first)) return undefined;
  return Number.parseInt(first, radix);
}

function bytesOf(
  { line, characters }: DataRow,
  groups: readonly string[],
  { isLittle }: Way,
): readonly number[] | OtpforgeError {
  const bytes: number[] = [];
  for (const group of groups) {
    const form = formOf(group.length);
    const own = form && groupBytes(group, form, isLittle);
    if (!own)
      return textError(line, `"${group.slice(0, 40)}" is not a byte or word as hexdump, od or xxd print it`);
    bytes.push(...own);
  }
  if (groups.some((group) => group.length !== groups[0]?.length))
    return textError(line, 'its groups do not have the same number of digits');
  if (characters !== undefined && shown(bytes).trim() !== characters.trim())
    return textError(line, 'the characters at its end are not those of its bytes');
  return bytes;
}

function shown(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}
