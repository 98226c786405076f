import type { TableHead } from './table-head.js';
import type { TableRow } from './unit-csv.js';

/** A CSV text in which each line is a record and each delimiter ends a cell: rows can be found without reading the others. */
export class PlainCsv {
  readonly delimiter: string;
  /** Where the first row begins. */
  readonly start: number;
  readonly #firstLine: number;

  private constructor(
    readonly text: string,
    head: TableHead,
  ) {
    this.delimiter = head.delimiter;
    this.start = head.start;
    this.#firstLine = head.line;
  }

  /** The text as such a CSV; undefined where its rows have quotes, or ask for a closer look. */
  static of(text: string, head: TableHead): PlainCsv | undefined {
    const isPlain = text.indexOf('"', head.start) < 0 && hasWholeLineEnds(text, head.start);
    return isPlain ? new PlainCsv(text, head) : undefined;
  }

  /** A row by its number, from 1. */
  row(wanted: number): TableRow | undefined {
    for (const place of this.#places()) if (place.number === wanted) return this.#rowAt(place);
    return undefined;
  }

  /** The rows of which a cell is sought. */
  rowsWith(index: number, isSought: (cell: string) => boolean): readonly TableRow[] {
    const { text, delimiter } = this;
    const found: TableRow[] = [];
    for (const place of this.#places()) {
      let at = place.start;
      for (let cell = 0; cell < index && at > 0; cell += 1) at = text.indexOf(delimiter, at) + 1;
      if (at === 0 || at > place.end) continue;
      const next = text.indexOf(delimiter, at);
      if (isSought(text.slice(at, next < 0 || next > place.end ? place.end : next))) {
        found.push(this.#rowAt(place));
      }
    }
    return found;
  }

  #rowAt({ number, line, start, end }: RowPlace): TableRow {
    const cells = this.text.slice(start, end).split(this.delimiter);
    return { number, line, cells: cells.map((cell) => ({ text: cell, quoted: false })) };
  }

  *#places(): Generator<RowPlace> {
    const { text } = this;
    const place = { number: 0, line: this.#firstLine, start: this.start, end: 0 };
    for (; place.start < text.length; place.line += 1) {
      const feed = text.indexOf('\n', place.start);
      const lineEnd = feed < 0 ? text.length : feed;
      place.end = feed > place.start && text[feed - 1] === '\r' ? feed - 1 : lineEnd;
      if (!this.#isBlank(place.start, place.end)) {
        place.number += 1;
        // One object for all of them: a table may have a hundred thousand.
        yield place;
      }
      place.start = lineEnd + 1;
    }
  }

  #isBlank(start: number, end: number): boolean {
    const delimiter = this.delimiter.charCodeAt(0);
    for (let at = start; at < end; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code !== delimiter && code !== 0x20 && code !== 0x09) return false;
    }
    return true;
  }
}

interface RowPlace {
  readonly number: number;
  readonly line: number;
  readonly start: number;
  /** Where its line end begins. */
  readonly end: number;
}

function hasWholeLineEnds(text: string, start: number): boolean {
  for (let at = text.indexOf('\r', start); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] !== '\n') return false;
  }
  return true;
}
