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
  const reader = new Reader(way);
  for (const row of rows) {
    const error = reader.take(row);
    if (error) return error;
  }
  return reader.reading();
}

/** Puts the lines of a text together, one after the other. */
class Reader {
  readonly #way: Way;
  readonly #bytes = new Map<number, number>();
  /** The address behind the last line of data. */
  #at: number | undefined;
  #start: number | undefined;
  #end: number | undefined;
  #last: readonly number[] = [];
  /** The line of a * that no later line has closed yet. */
  #star: number | undefined;
  #joined = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  take(row: Row): OtpforgeError | undefined {
    if (this.#end !== undefined) return textError(row.line, 'it follows the line that ends the dump');
    return row.kind === 'star' ? this.#takeStar(row.line) : this.#takeData(row);
  }

  reading(): Reading | OtpforgeError {
    const [start, at] = [this.#start, this.#at];
    if (start === undefined || at === undefined) return textError(1, 'there is no data');
    const length = Math.max(at, this.#end ?? 0) - start;
    return {
      way: this.#way,
      start,
      end: this.#end,
      joined: this.#joined,
      repeated: this.#star === undefined ? undefined : this.#last,
      bytes: Array.from({ length }, (_, index) => this.#bytes.get(start + index)),
    };
  }

  #takeStar(line: number): OtpforgeError | undefined {
    if (this.#last.length === 0 || this.#star !== undefined)
      return textError(line, 'a * stands for lines like the one before it, and there is none');
    this.#star = line;
    return undefined;
  }

  #takeData(row: DataRow): OtpforgeError | undefined {
    const hasAddress = this.#way.addressRadix !== undefined;
    const address = hasAddress ? addressIn(row, this.#way) : (this.#at ?? 0);
    if (address === undefined) return textError(row.line, `"${row.first.slice(0, 20)}" is not an address`);
    if (address > mostBytes)
      return textError(row.line, `${row.first} is far beyond the fuses of an STM32MP1`);
    this.#start ??= address;
    const error = this.#join(row, address);
    if (error) return error;
    const groups = hasAddress ? row.groups : [row.first, ...row.groups];
    return groups.length === 0 ? this.#takeEnd(row.line, address) : this.#store(row, address, groups);
  }

  /** Where the line begins in view of the one before it; a * between them stands for that one. */
  #join(row: DataRow, address: number): OtpforgeError | undefined {
    const [at, star] = [this.#at, this.#star];
    this.#star = undefined;
    if (at === undefined) return undefined;
    if (address < at) return textError(row.line, `${row.first} is before the end of the line before it`);
    if (star !== undefined) {
      if (this.#way.addressRadix === undefined)
        return textError(star, 'without addresses a * stands for an unknown number of lines', verbose);
      if ((address - at) % this.#last.length !== 0)
        return textError(star, 'what the * stands for has no whole number of lines');
      this.#repeat(at, address);
    }
    if (star !== undefined || address === at) this.#joined += 1;
    return undefined;
  }

  #repeat(from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      this.#bytes.set(index, this.#last[(index - from) % this.#last.length] ?? 0);
    }
  }

  #takeEnd(line: number, address: number): OtpforgeError | undefined {
    if (this.#start === address && this.#bytes.size === 0)
      return textError(line, 'there is an address and no data');
    this.#end = address;
    return undefined;
  }

  #store(row: DataRow, address: number, groups: readonly string[]): OtpforgeError | undefined {
    const data = bytesOf(row, groups, this.#way);
    if ('code' in data) return data;
    for (const [index, byte] of data.entries()) this.#bytes.set(address + index, byte);
    this.#at = address + data.length;
    this.#last = data;
    return undefined;
  }
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
