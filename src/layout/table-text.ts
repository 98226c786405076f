import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';

/**
 * The text of a table: UTF-8, or the UTF-16 with a byte order mark that Excel writes as Unicode text.
 * Errors: FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function readTable(path: string): Promise<string> {
  return tableText(await readBytes(path), path);
}

/** Errors: FILE_UNREADABLE. */
export function tableText(bytes: Uint8Array, path: string): string {
  const encoding = marks.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte))?.encoding;
  const text = encoding === undefined ? fromUtf8(bytes, path) : fromUtf16(bytes, path, encoding);
  // No table has it, and UTF-16 without its mark, or UTF-32, is full of it.
  const nul = text.indexOf('\0');
  if (nul >= 0) throw unreadable(path, placeIn(text, nul), 'there is a NUL, so it is not UTF-8 text');
  return text;
}

const marks = [
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const;

type Utf16 = (typeof marks)[number]['encoding'];

function fromUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(path, firstBadPlace(bytes), 'it is not UTF-8 text');
  }
}

function fromUtf16(bytes: Uint8Array, path: string, encoding: Utf16): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const loose = new TextDecoder(encoding).decode(bytes);
    throw unreadable(
      path,
      placeIn(loose, loose.indexOf('\uFFFD')),
      'it is not UTF-16 text, as its mark says',
    );
  }
}

interface TextPlace {
  readonly line: number;
  /** Characters of the line, from 1. */
  readonly character: number;
}

function firstBadPlace(bytes: Uint8Array): TextPlace {
  const buffer = Buffer.from(bytes);
  let line = 1;
  for (let start = 0; start < buffer.length; line += 1) {
    const feed = buffer.indexOf(0x0a, start);
    const end = feed < 0 ? buffer.length : feed + 1;
    const part = buffer.subarray(start, end);
    if (!isUtf8(part)) return { line, character: badCharacter(part) };
    start = end;
  }
  return { line, character: 1 };
}

/** A sound text may have U+FFFD of its own: the first one whose text before it is sound, and with it is not. */
function badCharacter(line: Buffer): number {
  const text = line.toString('utf8');
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const before = Buffer.from(text.slice(0, at + 1));
    if (!line.subarray(0, before.length).equals(before)) return at + 1;
  }
  return 1;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function placeIn(text: string, at: number): TextPlace {
  const before = text.slice(0, Math.max(at, 0)).split('\n');
  return { line: before.length, character: (before.at(-1)?.length ?? 0) + 1 };
}

function unreadable(path: string, { line, character }: TextPlace, problem: string): OtpforgeError {
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${path}:${line}: ${problem}, at character ${character} of this line`,
    remedy:
      'Save the table as CSV in UTF-8, or as Unicode text (UTF-16): a wrongly read letter would be burnt forever.',
    details: { file: path, line },
  });
}
