import { type CellJudge, cellJudge } from './cell-judges.js';
import { rememberTable, tableKey, wasChecked } from './checked-tables.js';
import { matchingMany } from './codec/index.js';
import type { Layout, ValueField } from './layout.js';
import type { PlainCsv } from './plain-table.js';
import type { TableColumns } from './table-columns.js';

/** A column whose cells are judged. */
export interface SoundColumn {
  readonly name: string;
  /** Its place in the header. */
  readonly index: number;
  readonly field: ValueField;
  readonly isNeeded: boolean;
}

/** A table of more characters is worth remembering. */
const largeTable = 64 * 1024;

/** Rows that are worth a closer look each; of more all rows are judged. */
const mostDoubts = 16;

/**
 * The rows of a table that may have a fault, by number; all others are sound, and have no unique value in common with each
 * other. A table of a hundred thousand rows takes hundredths of a second. Undefined where no glance can say, or too many.
 */
export function doubtsAtAGlance(
  layout: Layout,
  csv: PlainCsv,
  { width, named }: Pick<TableColumns, 'width' | 'named'>,
  columns: readonly SoundColumn[],
): readonly number[] | undefined {
  const shape = { width, named, start: csv.start, delimiter: csv.delimiter };
  const key = csv.text.length > largeTable ? tableKey(layout, csv.text, shape, columns) : undefined;
  if (key !== undefined && wasChecked(key)) return [];
  const judges = judgesOf(width, named, columns);
  if (!judges) return undefined;
  const [doubts] = matchingMany(() => scan(csv, judges)) ?? [];
  if (doubts?.length === 0 && key !== undefined) rememberTable(key);
  return doubts;
}

function judgesOf(
  width: number,
  named: number,
  columns: readonly SoundColumn[],
): readonly CellJudge[] | undefined {
  const judges = Array.from({ length: width }, (_, index) => (index < named ? anyCell : noCell));
  for (const { index, field, isNeeded } of columns) {
    const judge = cellJudge(field);
    if (!judge) return undefined;
    judges[index] = (text, start, end) => (start === end ? !isNeeded : judge(text, start, end));
  }
  return judges;
}

const anyCell: CellJudge = () => true;
const noCell: CellJudge = (_, start, end) => start === end;

function scan({ text, start, delimiter }: PlainCsv, judges: readonly CellJudge[]): number[] | undefined {
  const comma = delimiter.charCodeAt(0);
  const doubts: number[] = [];
  let at = start;
  for (let row = 1; at < text.length; ) {
    const behind = endOfBlankRow(text, at, comma);
    if (behind > at) {
      at = behind;
      continue;
    }
    const end = endOfSoundRow(text, at, comma, judges);
    if (end === undefined && doubts.push(row) > mostDoubts) return undefined;
    at = end ?? behindLine(text, at);
    row += 1;
  }
  return doubts;
}

function endOfSoundRow(
  text: string,
  start: number,
  comma: number,
  judges: readonly CellJudge[],
): number | undefined {
  const last = judges.length - 1;
  let at = start;
  for (let index = 0; index <= last; index += 1) {
    const end = endOfCell(text, at, comma);
    if (!judges[index]?.(text, at, end)) return undefined;
    // Another number of cells than the header has.
    if (index < last !== (text.charCodeAt(end) === comma)) return undefined;
    at = end + (index < last ? 1 : 0);
  }
  return endOfLine(text, at);
}

function behindLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

/** Behind a blank line, or a row of blank cells, as spreadsheets write them below the last one; else where it begins. */
function endOfBlankRow(text: string, start: number, comma: number): number {
  let at = start;
  let code = text.charCodeAt(at);
  while (code === comma || code === 0x20 || code === 0x09) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at === text.length || code === lineFeed || code === carriageReturn ? endOfLine(text, at) : start;
}

function endOfCell(text: string, start: number, comma: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === lineFeed || code === carriageReturn) break;
  }
  return at;
}

/** Behind the line end at a place. */
function endOfLine(text: string, at: number): number {
  return at + (text.charCodeAt(at) === carriageReturn ? 2 : 1);
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
