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
  ) {
    super(message);
    this.name = 'CsvProblem';
  }
}

/**
 * Records of a CSV text after RFC 4180; LF alone and a byte order mark are taken too, empty lines are
 * passed over. The delimiter is a comma, or a semicolon or tab where the header holds no comma,
 * as spreadsheets in many countries write it. Throws CsvProblem.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(source);
  const records: CsvRecord[] = [];
  let line = 1;
  let position = 0;
  while (position < source.length) {
    const first = line;
    const cells: CsvCell[] = [];
    for (let ended = false; !ended; ) {
      const cell = readCell(source, position, delimiter, line);
      cells.push({ text: cell.text, quoted: source[position] === '"' });
      line += cell.text.split('\n').length - 1;
      position = cell.end;
      ended = source[position] !== delimiter;
      if (!ended) position += 1;
    }
    if (source.startsWith('\r\n', position)) position += 2;
    else if (position < source.length) position += 1;
    line += 1;
    if (cells.length > 1 || cells[0]?.text !== '') records.push({ line: first, cells });
  }
  return records;
}

/** What ends a cell. */
export function delimiterOf(source: string): string {
  const header = /[^\r\n]+/.exec(source)?.[0] ?? '';
  return [',', ';', '\t'].find((each) => header.includes(each)) ?? ',';
}

function readCell(
  source: string,
  start: number,
  delimiter: string,
  line: number,
): { text: string; end: number } {
  if (source[start] !== '"') {
    let end = start;
    while (end < source.length && source[end] !== delimiter && source[end] !== '\n') {
      if (source.startsWith('\r\n', end)) break;
      if (source[end] === '"')
        throw new CsvProblem(line, 'a quote stands inside a cell that does not begin with one');
      // As a line end of its own it would part a value that holds one by mistake, and count all rows anew.
      if (source[end] === '\r')
        throw new CsvProblem(line, 'a carriage return stands alone: the lines must end in CRLF or LF');
      end += 1;
    }
    return { text: source.slice(start, end), end };
  }
  let text = '';
  let position = start + 1;
  for (;;) {
    const quote = source.indexOf('"', position);
    if (quote < 0) throw new CsvProblem(line, 'a quoted cell is not closed');
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
  throw new CsvProblem(line, 'something follows the closing quote of a cell');
}
