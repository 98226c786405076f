import { delimiterOf, parseCsv } from './csv.js';
import type { TableRow } from './unit-csv.js';

/** A CSV text in which each line is a record and each delimiter ends a cell: rows can be found without reading the others. */
export class PlainCsv {
  readonly delimiter: string;
  /** Where the first row begins. */
  readonly start: number;

  private constructor(readonly text: string) {
    this.delimiter = delimiterOf(text);
    const end = text.indexOf('\n');
    this.start = end < 0 ? text.length : end + 1;
  }

  /** The text as such a CSV; undefined where it has quotes, or begins in a way that asks for a closer look. */
  static of(text: string): PlainCsv | undefined {
    const isPlain = /^[^\r\n\uFEFF]/.test(text) && !text.includes('"') && hasWholeLineEnds(text);
    return isPlain ? new PlainCsv(text) : undefined;
  }

  /** The record of the header. */
  header() {
    return parseCsv(this.text.slice(0, this.start))[0];
  }

  /** A row by its number, from 1. */
  row(wanted: number): TableRow | undefined {
    const { text } = this;
    let number = 0;
    let line = 2;
    for (let at = this.start; at < text.length; line += 1) {
      const feed = text.indexOf('\n', at);
      const next = feed < 0 ? text.length : feed + 1;
      const isEmpty = feed === at || (feed === at + 1 && text[at] === '\r');
      if (!isEmpty) number += 1;
      if (!isEmpty && number === wanted) {
        const cells = text
          .slice(at, next)
          .replace(/\r?\n$/, '')
          .split(this.delimiter);
        return { number, line, cells: cells.map((cell) => ({ text: cell, quoted: false })) };
      }
      at = next;
    }
    return undefined;
  }
}

function hasWholeLineEnds(text: string): boolean {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] !== '\n') return false;
  }
  return true;
}
