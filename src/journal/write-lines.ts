import { closeSync, fsyncSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { version } from '../files/version.js';
import { printableJson } from '../text/printable.js';
import type { ChainLine } from './chain.js';
import { endOf } from './journal-end.js';
import { formatText, type JournalEntry, type JournalLine, lineHash } from './line.js';
import type { JournalPart, OpenJournal } from './open-journal.js';

export interface WrittenLines {
  /** With their places in the journal. */
  readonly lines: readonly ChainLine[];
  /** SHA-256 of the last of them. */
  readonly hash: string;
  /** The file that the entry is in. */
  readonly file: string;
  readonly tornLine: boolean;
}

/** Writes an entry behind all that a journal holds, before it a note on a line that was cut. Errors: those of the system. */
export function writeEntry(journal: OpenJournal, entry: JournalEntry, notBefore?: string): WrittenLines {
  const { last, torn } = endOf(journal);
  const part = journal.partFor(entry.time, notBefore);
  const text = new LineText(last);
  if (torn) {
    text.startIn(torn.part, torn.open ? '\n' : '');
    const { time } = entry;
    const note = { problem: 'torn-line', whole: last } as const;
    text.add(lineHash(torn.bytes), { state: 'note', time, version: version(), ...note });
  }
  if (torn?.part.file !== part.file) {
    // A file is closed whole before the next one follows it.
    if (torn) text.write(journal);
    text.startIn(part, '');
  }
  text.add(text.hash, entry);
  text.write(journal);
  return { lines: text.lines, hash: text.hash, file: part.file, tornLine: torn !== undefined };
}

type Note = Extract<JournalLine, { state: 'note' }>;

/** Lines on their way to one file after another. */
class LineText {
  readonly lines: ChainLine[] = [];
  hash: string;
  #part: JournalPart | undefined;
  #text = '';

  constructor(last: string) {
    this.hash = last;
  }

  startIn(part: JournalPart, text: string): void {
    this.#part = part;
    this.#text = text;
  }

  add(previous: string, entry: JournalEntry | Omit<Note, 'format' | 'previous'>): void {
    const line: JournalLine = { format: formatText, previous, ...entry };
    const own = printableJson(line);
    const { base = 0, size = 0 } = this.#part ?? {};
    const offset = base + size + Buffer.byteLength(this.#text);
    this.hash = lineHash(own);
    this.lines.push({ entry: line, line: 0, offset, length: Buffer.byteLength(own), hash: this.hash });
    this.#text += `${own}\n`;
  }

  write(journal: OpenJournal): void {
    if (!this.#part) return;
    const { file, size } = this.#part;
    const { fd, grew } = journal.openToAppend(this.#part);
    writeWhole(fd, size, this.#text);
    grew(Buffer.byteLength(this.#text));
    if (size === 0) syncFolder(file);
    this.#text = '';
  }
}

// A disk that fills up while a line is written leaves no part of it.
function writeWhole(fd: number, size: number, text: string): void {
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

// A new name is on the disk only once its folder is; some systems cannot open a folder, and need not.
function syncFolder(file: string): void {
  try {
    const fd = openSync(dirname(resolve(file)), 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows and some network file systems: nothing more can be done.
  }
}
