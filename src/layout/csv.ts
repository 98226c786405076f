/** One record of a CSV text. Read by us: csv-parse is 1.6 MB, and lines and errors that quote no cell would still be ours. */
export interface CsvRecord {
  /** 1-based line on which the record begins. */
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

export interface CsvCell {
  readonly text: string;
  readonly quoted: boolean;
}

/** A CSV text that cannot be read. */
export class CsvProblem extends Error {
  constructor(
    readonly line: number,
    message: string,
    /** Its cell, from 1. */
    readonly column?: number,
  ) {
    super(message);
    this.name = 'CsvProblem';
  }
}

/** Where a text is read from, and what ends a cell in it. */
export interface CsvPlace {
  readonly start: number;
  /** 1-based line of that place. */
  readonly line: number;
  readonly delimiter: string;
}

/** A record, and where the next one begins. */
export interface ReadRecord {
  readonly record: CsvRecord;
  readonly end: number;
  readonly line: number;
}

/** Records of a CSV text after RFC 4180; LF alone is accepted too, blank lines are left out. Throws CsvProblem. */
export function parseCsv(source: string, { start, line, delimiter }: CsvPlace): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  for (let at = { end: start, line }; at.end < source.length; ) {
    const read = readRecord(source, { start: at.end, line: at.line, delimiter });
    if (!isBlankRecord(read.record)) records.push(read.record);
    at = read;
  }
  return records;
}

/** The record that begins at a place. Throws CsvProblem. */
export function readRecord(source: string, { start, line: first, delimiter }: CsvPlace): ReadRecord {
  const cells: CsvCell[] = [];
  let [line, position] = [first, start];
  for (let ended = false; !ended; ) {
    const cell = readCell(source, position, delimiter, { line, column: cells.length + 1 });
    cells.push({ text: cell.text, quoted: source[position] === '"' });
    line += cell.text.split('\n').length - 1;
    position = cell.end;
    ended = source[position] !== delimiter;
    if (!ended) position += 1;
  }
  if (source.startsWith('\r\n', position)) position += 2;
  else if (position < source.length) position += 1;
  return { record: { line: first, cells }, end: position, line: line + 1 };
}

/** An empty line, or one of nothing but blanks and delimiters, as spreadsheets write an empty row. */
export function isBlankRecord({ cells }: CsvRecord): boolean {
  return cells.every(isBlankCell);
}

/** A cell without a value. Blanks in quotes are meant. */
export function isBlankCell({ text, quoted }: CsvCell): boolean {
  return text === '' || (!quoted && /^[ \t]+$/.test(text));
}

interface CellPlace {
  readonly line: number;
  readonly column: number;
}

function readCell(
  source: string,
  start: number,
  delimiter: string,
  place: CellPlace,
): { text: string; end: number } {
  const problem = (message: string) => new CsvProblem(place.line, message, place.column);
  if (source[start] !== '"') {
    let end = start;
    while (end < source.length && source[end] !== delimiter && source[end] !== '\n') {
      if (source.startsWith('\r\n', end)) break;
      if (source[end] === '"') throw problem('a quote stands inside a cell that does not begin with one');
      // As a line end of its own it would part a value that holds one by mistake, and count all rows anew.
      if (source[end] === '\r')
        throw problem('a carriage return stands alone: the lines must end in CRLF or LF');
      end += 1;
    }
    return { text: source.slice(start, end), end };
  }
  let text = '';
  let position = start + 1;
  for (;;) {
    const quote = source.indexOf('"', position);
    if (quote < 0) throw problem('a quoted cell is not closed');
    text += source.slice(position, quote);
    position = quote + 1;
    if (source[position] !== '"') break;
    text += '"';
    position += 1;
  }
  const next = source[position];
  if (next === undefined || next === delimiter || next === '\n' || source.startsWith('\r\n', position)) {
    return { text, end: position };
  }
  throw problem('something follows the closing quote of a cell');
}
