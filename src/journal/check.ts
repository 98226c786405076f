import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { formatText, type JournalLine, journalFormat, journalSchema, lineHash, noLine } from './line.js';

export interface JournalCheck {
  readonly file: string;
  readonly lines: number;
  /** Lines that a power cut left incomplete, and that a note behind them accounts for; the last line may be one. */
  readonly torn: readonly number[];
  /** The first line that breaks the chain, from 1; absent when the chain holds. */
  readonly firstBad?: { readonly line: number; readonly problem: string };
  /** SHA-256 of the last line; who keeps it elsewhere can tell later that nothing was cut off the end. */
  readonly last: string;
}

/** A journal's lines as far as they could be read, in their order. */
export interface JournalContents {
  readonly check: JournalCheck;
  readonly entries: readonly JournalLine[];
}

/** Reads a journal and checks its chain. Errors: FILE_*, FORMAT_TOO_NEW. */
export async function readJournal(file: string): Promise<JournalContents> {
  const bytes = await readBytes(file);
  const { whole, fragment } = splitLines(bytes);
  const entries: JournalLine[] = [];
  const torn: number[] = [];
  let previous = noLine;
  let firstBad: JournalCheck['firstBad'];
  const bad = (line: number, problem: string): void => {
    firstBad ??= { line, problem };
  };
  let unreadable: { line: number; texts: Buffer[] } | undefined;
  for (const [index, text] of whole.entries()) {
    const line = index + 1;
    const entry = parseLine(text, file, line);
    if (!entry) {
      unreadable = { line: unreadable?.line ?? line, texts: [...(unreadable?.texts ?? []), text] };
      continue;
    }
    // Torn lines are excused by the note behind them, and by nothing else.
    if (entry.state === 'note') {
      if (entry.previous !== (unreadable ? tornHash(unreadable.texts) : previous)) bad(line, broken(line));
      else if (unreadable && entry.whole !== previous)
        bad(line, 'does not follow from the last whole line before the torn one');
      torn.push(...(unreadable ? numbersOf(unreadable) : [line - 1]));
    } else if (unreadable) bad(unreadable.line, 'is not a journal line');
    else if (entry.previous !== previous) bad(line, broken(line));
    unreadable = undefined;
    entries.push(entry);
    previous = lineHash(text);
  }
  // A note that was cut off itself leaves the torn line whose end it begins with, and a part of its own.
  if (unreadable && fragment.length > 0) torn.push(...numbersOf(unreadable));
  else if (unreadable) bad(unreadable.line, 'is not a journal line');
  if (fragment.length > 0) {
    torn.push(whole.length + 1);
    const entry = parseLine(fragment, file, whole.length + 1);
    if (entry) entries.push(entry);
  }
  const lines = whole.length + (fragment.length > 0 ? 1 : 0);
  return { entries, check: { file, lines, torn, ...(firstBad && { firstBad }), last: previous } };
}

function numbersOf({ line, texts }: { line: number; texts: readonly Buffer[] }): readonly number[] {
  return texts.map((_, index) => line + index);
}

function tornHash(texts: readonly Buffer[]): string {
  return lineHash(Buffer.concat(texts.flatMap((text, index) => (index === 0 ? [text] : [lineEnd, text]))));
}

function broken(line: number): string {
  if (line === 1) return 'is not the beginning: lines before it are missing';
  return `does not follow from line ${line - 1}: that line was changed, or lines between them are missing`;
}

/** One line of a journal; undefined when it is none. Errors: FORMAT_TOO_NEW. */
export function parseLine(text: Uint8Array, file: string, line: number): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text).toString('utf8'));
  } catch {
    return undefined;
  }
  refuseNewer(value, file, line);
  return journalSchema.safeParse(value).data;
}

function refuseNewer(value: unknown, file: string, line: number): void {
  const format = typeof value === 'object' && value !== null && 'format' in value ? String(value.format) : '';
  const major = /^otpforge\.journal\/(\d+)$/.exec(format)?.[1];
  if (major === undefined || Number(major) <= journalFormat.major) return;
  throw new OtpforgeError('FORMAT_TOO_NEW', {
    message: `${file}:${line}: format ${format} is newer than ${formatText}, the newest that this version reads`,
    remedy: 'Update otpforge.',
    details: { file, line, expected: formatText },
  });
}

const lineFeed = 0x0a;
const lineEnd = Buffer.of(lineFeed);

function splitLines(bytes: Buffer): { whole: readonly Buffer[]; fragment: Buffer } {
  const whole: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    whole.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { whole, fragment: bytes.subarray(start) };
}
