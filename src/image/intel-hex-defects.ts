import {
  type ErrorCode,
  type ErrorMemory,
  type JsonValue,
  OtpforgeError,
  type Show,
} from '../errors/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { originsOf } from './conflict.js';
import { isHexDigit } from './hex-chars.js';
import type { Clash } from './memory.js';
import type { StartAddress } from './sparse-image.js';
import type { ImageWarning } from './warning.js';

/** What is wrong with a record whose digits, length or checksum do not hold. `at` is its colon. */
export function recordError(bytes: Uint8Array, at: number, line: number, file: string): OtpforgeError {
  const digits = lineText(bytes, at + 1);
  const bad = [...digits].findIndex((char) => !isHexDigit(char));
  if (bad >= 0) return characterError(digits[bad]!, columnOf(bytes, at) + 1 + bad, line, file);
  if (digits.length % 2 !== 0) return lengthError(`an odd number of digits (${digits.length})`, line, file);
  if (digits.length < 10)
    return lengthError(`${digits.length} digits, fewer than the 10 of an empty record`, line, file);
  const record = Buffer.from(digits, 'hex');
  const held = record.length - 5;
  if (held !== record[0]) {
    return lengthError(`a length of ${record[0]} but ${held} data bytes`, line, file);
  }
  return checksumError(record, line, file);
}

export function noColonError(bytes: Uint8Array, at: number, line: number, file: string): OtpforgeError {
  const text = lineText(bytes, at);
  const isSRecord = /^S[0-9][0-9A-F]{4}/i.test(text);
  const mark = byteOrderMark(text);
  return defect('IHEX_NO_COLON', line, file, {
    problem: (show) => `a record must begin with ":", not ${mark ?? show(JSON.stringify(text.slice(0, 1)))}`,
    memory: { values: {} },
    remedy: isSRecord
      ? 'This looks like Motorola S-records; convert the file to Intel HEX.'
      : mark === undefined
        ? 'Remove the line, or check that the file is Intel HEX.'
        : 'An editor has put it in: save the file as plain ASCII text, or export it again.',
  });
}

// The record behind it may be whole, and its address counts.
function byteOrderMark(text: string): string | undefined {
  if (text.startsWith('\u00ef\u00bb\u00bf')) return 'the byte order mark of UTF-8';
  return /^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(text) ? 'the byte order mark of UTF-16' : undefined;
}

export function typeError(type: number, line: number, file: string): OtpforgeError {
  return defect('IHEX_TYPE', line, file, {
    problem: `record type ${twoDigits(type)} is unknown (00 to 05 are known)`,
    remedy: EXPORT_AGAIN,
    details: { type },
  });
}

export function payloadError(
  type: number,
  length: number,
  expected: number,
  line: number,
  file: string,
): OtpforgeError {
  return defect('IHEX_PAYLOAD', line, file, {
    problem: `a record of type ${twoDigits(type)} must hold ${expected} data bytes, not ${length}`,
    remedy: EXPORT_AGAIN,
    details: { type, length, expected },
  });
}

export function addressFieldError(type: number, offset: number, line: number, file: string): OtpforgeError {
  return defect('IHEX_ADDRESS_FIELD', line, file, {
    problem: `a record of type ${twoDigits(type)} must have the address field 0x0, not ${hex(offset)}`,
    remedy: EXPORT_AGAIN,
    details: { type, addressField: offset },
  });
}

export function wrapError(
  base: 'none' | 'segment' | 'linear',
  address: number,
  length: number,
  line: number,
  file: string,
): OtpforgeError {
  const limit = base === 'linear' ? '4 GiB' : base === 'segment' ? "its segment's 64 KiB" : '64 KiB';
  return defect('IHEX_ADDRESS_WRAP', line, file, {
    problem: `${count(length, 'byte')} at ${hex32(address)}: past the end of ${limit}`,
    remedy: 'Split the record there, with a type 04 record for what follows.',
    details: { address, length },
  });
}

export function startTwiceError(known: StartAddress, other: StartAddress): OtpforgeError {
  const { source, line = 0 } = other.origin;
  return defect('IHEX_START_TWICE', line, source.file, {
    problem: `start address ${hex32(other.value)}, but line ${known.origin.line} says ${hex32(known.value)}`,
    remedy: 'Remove one of the two records.',
    details: { values: [known.value, other.value], otherLine: known.origin.line ?? null },
  });
}

export function overlapError(clash: Clash): OtpforgeError {
  const { address, values } = clash;
  const lines = originsOf(clash).map(({ line }) => line ?? 0);
  const [first = 0, second = 0] = lines.toSorted((a, b) => a - b);
  return defect('IHEX_OVERLAP', second, clash.runs[0].source.file, {
    problem: (show) => {
      const [one, other] = values.map((value) => show(value));
      const both = values[0] === values[1] ? `${one} both times` : `${one} and ${other}`;
      return `the byte at ${hex32(address)} is in line ${first} already: ${both}`;
    },
    remedy: 'Remove one of the two records.',
    details: { lines: [first, second] },
    memory: { address, values: { values } },
  });
}

export function noEofError(line: number, file: string): OtpforgeError {
  return defect('IHEX_NO_EOF', line, file, {
    problem: 'the file ends without an end-of-file record (:00000001FF)',
    remedy: 'The file may be incomplete: export or copy it again.',
  });
}

/** For an address in the end-of-file record, which nothing needs. */
export function eofAddressWarning(offset: number, line: number, file: string): ImageWarning {
  return {
    code: 'IHEX_EOF_ADDRESS',
    message: `${file}:${line}: the end-of-file record has the address field ${hex(offset)}, where 0x0 belongs: it is not used`,
  };
}

const EXPORT_AGAIN = 'Export the file again with another tool.';

function characterError(char: string, column: number, line: number, file: string): OtpforgeError {
  return defect('IHEX_CHARACTER', line, file, {
    problem: `${JSON.stringify(char)} in column ${column} is not a hexadecimal digit`,
    remedy: 'The file is damaged or not Intel HEX: export or copy it again.',
    details: { column, char },
  });
}

function lengthError(problem: string, line: number, file: string): OtpforgeError {
  return defect('IHEX_LENGTH', line, file, {
    problem: `the record has ${problem}`,
    remedy: 'The line may be incomplete: export or copy the file again.',
  });
}

function checksumError(record: Uint8Array, line: number, file: string): OtpforgeError {
  const found = record.at(-1) ?? 0;
  const expected = -record.subarray(0, -1).reduce((sum, byte) => sum + byte, 0) & 0xff;
  return defect('IHEX_CHECKSUM', line, file, {
    problem: (show) => `checksum ${show(found)}, but the record's bytes give ${show(expected)}`,
    remedy: 'The line was changed or damaged: export or copy the file again.',
    memory: { values: { found, expected } },
  });
}

type Defect = {
  readonly remedy: string;
  readonly details?: { readonly [key: string]: JsonValue };
} & (
  | { readonly problem: string; readonly memory?: undefined }
  // It shows some of the file's bytes.
  | { readonly problem: (show: Show) => string; readonly memory: ErrorMemory }
);

function defect(code: ErrorCode, line: number, file: string, found: Defect): OtpforgeError {
  const common = { remedy: found.remedy, details: { file, line, ...found.details } };
  const place = `${file}:${line}`;
  if (found.memory === undefined) {
    return new OtpforgeError(code, { ...common, message: `${place}: ${found.problem}` });
  }
  const { problem, memory } = found;
  return new OtpforgeError(code, { ...common, message: (show) => `${place}: ${problem(show)}`, memory });
}

function twoDigits(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** From `at` to the end of its line, trailing blanks apart. */
function lineText(bytes: Uint8Array, at: number): string {
  const rest = bytes.subarray(at);
  const end = rest.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  return Buffer.from(end < 0 ? rest : rest.subarray(0, end))
    .toString('latin1')
    .trimEnd();
}

/** 1-based column of a byte in its line. */
function columnOf(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== 0x0a && bytes[start - 1] !== 0x0d) start -= 1;
  return at - start + 1;
}
