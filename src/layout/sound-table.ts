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

/**
 * Whether no row of a table has a fault, where that can be seen at a glance: a table of a hundred thousand rows takes
 * hundredths of a second. False is a doubt, and the rows must be judged one by one.
 */
export function isSoundAtAGlance(
  layout: Layout,
  csv: PlainCsv,
  { width, named }: Pick<TableColumns, 'width' | 'named'>,
  columns: readonly SoundColumn[],
): boolean {
  const shape = { width, named, start: csv.start, delimiter: csv.delimiter };
  const key = csv.text.length > largeTable ? tableKey(layout, csv.text, shape, columns) : undefined;
  if (key !== undefined && wasChecked(key)) return true;
  const judges = judgesOf(width, named, columns);
  if (!judges) return false;
  const [isSound = false] = matchingMany(() => scan(csv, judges)) ?? [];
  if (isSound && key !== undefined) rememberTable(key);
  return isSound;
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

function scan({ text, start, delimiter }: PlainCsv, judges: readonly CellJudge[]): boolean {
  const comma = delimiter.charCodeAt(0);
  const last = judges.length - 1;
  let at = start;
  while (at < text.length) {
    const behind = endOfBlankRow(text, at, comma);
    if (behind > at) {
      at = behind;
      continue;
    }
    for (let index = 0; index <= last; index += 1) {
      const end = endOfCell(text, at, comma);
      if (!judges[index]?.(text, at, end)) return false;
      // Another number of cells than the header has.
      if (index < last !== (text.charCodeAt(end) === comma)) return false;
      at = end + (index < last ? 1 : 0);
    }
    at = endOfLine(text, at);
  }
  return true;
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
