import { formatText, type JournalLine, lineHash, noLine } from './line.js';
import { parseLine } from './parse-line.js';
import { isJson } from './tail.js';

/** A line of a journal that could be read. */
export interface ChainLine {
  readonly entry: JournalLine;
  /** From 1. */
  readonly line: number;
  readonly offset: number;
  /** Bytes, the line feed apart. */
  readonly length: number;
  readonly hash: string;
}

export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

interface Unreadable {
  readonly lines: readonly number[];
  readonly texts: readonly Buffer[];
}

/**
 * Checks line after line of a journal that each follows from the one before. Torn lines are excused by the note behind
 * them, by the beginning of another journal, or by the end of the file; nothing else is excused.
 */
export class ChainCheck {
  readonly #file: string;
  readonly #onLine: (line: ChainLine) => void;
  readonly #torn: number[] = [];
  readonly #joined: number[] = [];
  #lines = 0;
  /** Hash of the last line that could be read; undefined before the first. */
  #previous: string | undefined;
  #follows: string | undefined;
  #firstBad: BadLine | undefined;
  #unreadable: Unreadable | undefined;

  constructor(file: string, onLine: (line: ChainLine) => void) {
    this.#file = file;
    this.#onLine = onLine;
  }

  /** A line that a line feed ends, which is not part of `text`. Errors: FORMAT_TOO_NEW. */
  add(text: Buffer, offset: number): void {
    this.#lines += 1;
    const entry = this.#parse(text);
    const joint = entry ? -1 : text.lastIndexOf(beginning);
    const behind = joint > 0 ? this.#parse(text.subarray(joint)) : undefined;
    // A journal without a line feed at its end, and another one appended to it.
    if (behind) {
      const before = text.subarray(0, joint);
      this.#piece(before, offset, this.#parse(before));
      this.#piece(text.subarray(joint), offset + joint, behind);
    } else this.#piece(text, offset, entry);
  }

  /** What no line feed ends; may be empty. */
  end(fragment: Buffer, offset: number): void {
    const last = this.#previous;
    const entry = fragment.length > 0 ? this.#parse(fragment) : undefined;
    if (fragment.length > 0) this.#lines += 1;
    if (entry) this.#piece(fragment, offset, entry);
    this.#previous = last;
    this.#excuseEnd();
    if (fragment.length > 0) this.#torn.push(this.#lines);
  }

  get result() {
    return {
      lines: this.#lines,
      torn: [...this.#torn],
      ...(this.#joined.length > 0 && { joined: [...this.#joined] }),
      ...(this.#follows !== undefined && { follows: this.#follows }),
      ...(this.#firstBad && { firstBad: this.#firstBad }),
      last: this.#previous ?? noLine,
    };
  }

  #piece(text: Buffer, offset: number, entry: JournalLine | undefined): void {
    const line = this.#lines;
    if (!entry) {
      const { lines = [], texts = [] } = this.#unreadable ?? {};
      this.#unreadable = { lines: [...lines, line], texts: [...texts, Buffer.from(text)] };
      return;
    }
    if (entry.state === 'note') this.#note(entry, line);
    else this.#run(entry.previous, line);
    this.#unreadable = undefined;
    const hash = lineHash(text);
    this.#previous = hash;
    this.#onLine({ entry, line, offset, length: text.length, hash });
  }

  #run(previous: string, line: number): void {
    if (previous === noLine) this.#begin(line);
    else if (this.#unreadable) this.#bad(this.#unreadable.lines[0] ?? line, notALine);
    else if (this.#previous === undefined) this.#follows = previous;
    else if (previous !== this.#previous) this.#bad(line, broken(line));
  }

  // Behind whole journals stands another one from its first line on; what is torn before it was the end of one.
  #begin(line: number): void {
    if (this.#previous !== undefined) this.#joined.push(line);
    this.#torn.push(...(this.#unreadable?.lines ?? []));
  }

  #note({ previous, whole }: Extract<JournalLine, { state: 'note' }>, line: number): void {
    const torn = this.#unreadable;
    const before = this.#previous;
    const expected = torn ? tornHash(torn.texts) : before;
    if (expected !== undefined && previous !== expected) this.#bad(line, broken(line));
    else if (torn && before !== undefined && whole !== before && whole !== noLine)
      this.#bad(line, 'does not follow from the last whole line before the torn one');
    if (before === undefined && whole !== noLine) this.#follows = whole;
    this.#torn.push(...(torn ? torn.lines : [line - 1]));
  }

  // The next line that is added accounts for them. What is JSON was not torn.
  #excuseEnd(): void {
    if (!this.#unreadable) return;
    const { lines, texts } = this.#unreadable;
    if (texts.some(isJson)) this.#bad(lines[0] ?? this.#lines, notALine);
    else this.#torn.push(...lines);
  }

  #bad(line: number, problem: string): void {
    this.#firstBad ??= { line, problem };
  }

  #parse(text: Buffer): JournalLine | undefined {
    return parseLine(text, this.#file, this.#lines);
  }
}

export const notALine = 'is not a journal line';
const beginning = Buffer.from(`{"format":"${formatText}"`);
const lineEnd = Buffer.from('\n');

function tornHash(texts: readonly Buffer[]): string {
  return lineHash(Buffer.concat(texts.flatMap((text, index) => (index === 0 ? [text] : [lineEnd, text]))));
}

function broken(line: number): string {
  return `does not follow from line ${line - 1}: that line was changed, or lines between them are missing`;
}
