import { CsvProblem, type CsvRecord, isBlankRecord, readRecord } from './csv.js';

/** What stands above the rows of a table. */
export interface TableHead {
  readonly delimiter: string;
  readonly header: CsvRecord;
  /** Where the first row begins. */
  readonly start: number;
  /** 1-based line of that place. */
  readonly line: number;
}

/**
 * The header of a table, and what separates its cells: what a first line such as "sep=;" says, else the one of comma,
 * semicolon and tab that the header has. The header is the first line that is not blank, or line `headerLine`.
 * Throws CsvProblem.
 */
export function readHead(source: string, headerLine?: number): TableHead {
  const given = separatorLine(source);
  const at = headerLine === undefined ? firstLine(source, given) : numberedLine(source, given, headerLine);
  const delimiter = given?.delimiter ?? delimiterAt(source, at);
  const { record: header, end, line } = readRecord(source, { ...at, delimiter });
  if (isBlankRecord(header)) throw noHeader(at.line);
  return { delimiter, header, start: end, line };
}

interface Place {
  readonly start: number;
  readonly line: number;
}

interface SeparatorLine {
  readonly delimiter: string;
  readonly after: Place;
}

/** Spreadsheets write and read it; it is always the first line. */
function separatorLine(source: string): SeparatorLine | undefined {
  const [text = ''] = /^[^\r\n]*/.exec(source) ?? [];
  if (!/^"?sep=/i.test(text)) return undefined;
  const delimiter = /^(?:sep=([,;\t|])|"sep=([,;\t|])")$/i.exec(text)?.slice(1).join('');
  if (delimiter === undefined) {
    throw new CsvProblem(1, 'the line "sep=" must name a comma, a semicolon, a tab or "|", and nothing else');
  }
  const feed = source.indexOf('\n');
  return { delimiter, after: { start: feed < 0 ? source.length : feed + 1, line: 2 } };
}

/** The first line with more than blanks and delimiters. */
function firstLine(source: string, given: SeparatorLine | undefined): Place {
  let { start, line } = given?.after ?? { start: 0, line: 1 };
  const blank = /[ \t,;|]*\r?\n/y;
  for (blank.lastIndex = start; blank.test(source); line += 1) start = blank.lastIndex;
  return { start, line };
}

function numberedLine(source: string, given: SeparatorLine | undefined, wanted: number): Place {
  let { start, line } = given?.after ?? { start: 0, line: 1 };
  if (wanted < line) throw new CsvProblem(wanted, 'this line is "sep=", not the header');
  const first = start;
  for (; line < wanted; line += 1) {
    const feed = source.indexOf('\n', start);
    if (feed < 0) throw new CsvProblem(line, `this is the last line; there is no header in line ${wanted}`);
    start = feed + 1;
  }
  // Then this line may be the middle of a cell.
  const quotes = source.slice(first, start).split('"').length - 1;
  if (quotes % 2 === 1) throw new CsvProblem(wanted, 'a quote above the header is not closed');
  return { start, line };
}

/** What separates the cells of a header. More than one candidate is refused: another column would be read. */
function delimiterAt(source: string, { start, line }: Place): string {
  const found = new Set<string>();
  let isQuoted = false;
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '\n') break;
    if (names.has(character)) found.add(character);
  }
  const [first = ',', second] = [...found];
  if (second === undefined) return first;
  throw new CsvProblem(
    line,
    `the header has ${names.get(first)} and ${names.get(second)}, and either may separate its cells; ` +
      `a first line "sep=${first === '\t' ? ';' : first}" says which one does`,
  );
}

const names: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
]);

function noHeader(line: number): CsvProblem {
  return new CsvProblem(line, 'there is no header that names the fields');
}
