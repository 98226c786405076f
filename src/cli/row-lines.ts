import { toned } from '../text/tone.js';
import { wordTone } from './unit-words.js';
import { folded, widthOf } from './wrap.js';

/** Columns of a terminal that shows all of a row. */
export const rowWidth = 80;

/** A longer name does not move the values of all other rows to the right. */
const widestName = 24;
const widestText = 32;

/** What a plan says of one field, run of bytes or lock. */
export interface PlanRow {
  readonly address: number;
  /** What becomes of it. */
  readonly word: string;
  readonly name: string;
  readonly text: string;
  readonly place?: string;
  /** The text only describes bytes that follow: it is cut where it does not fit. */
  readonly isClipped?: boolean;
  readonly below?: readonly string[];
}

/** Rows in columns, none wider than `rowWidth`; a longer value goes on in lines of its own. */
export function rowLines(rows: readonly PlanRow[]): readonly string[] {
  const word = widest(rows.map((row) => row.word));
  const name = Math.min(widestName, widest(rows.map((row) => row.name)));
  const text = widest(
    rows.flatMap((row) => (row.place !== undefined && widthOf(row.text) <= widestText ? [row.text] : [])),
  );
  return rows.flatMap((row) => [...headLines(row, { word, name, text }), ...(row.below ?? [])]);
}

function headLines(row: PlanRow, widths: { word: number; name: number; text: number }): readonly string[] {
  const { text, place, isClipped } = row;
  const word = padded(row.word, widths.word);
  const begin = (cells: readonly string[]) =>
    [toned(wordTone(row.word), row.word) + word.slice(row.word.length), ...cells].join('  ').trimEnd();
  const cells = [padded(row.name, widths.name), place === undefined ? text : padded(text, widths.text)];
  for (const rest of [
    [...cells, ...(place === undefined ? [] : [place])],
    [row.name, text, place ?? ''],
  ]) {
    const line = begin(rest);
    if (widthOf(line) <= rowWidth) return [line];
  }
  if (isClipped) return [`${folded(begin(cells), rowWidth - 1)[0]}…`];
  const head = begin([row.name, ...(place === undefined ? [] : [place])]);
  return [...folded(head, rowWidth), ...folded(text, rowWidth - 2).map((part) => `  ${part}`)];
}

function padded(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
}
