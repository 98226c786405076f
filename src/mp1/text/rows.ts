import { textError } from './text-error.js';

/** A line of a dump's text. */
export type Row = DataRow | { readonly kind: 'star'; readonly line: number };

export interface DataRow {
  readonly kind: 'data';
  /** From 1. */
  readonly line: number;
  /** What the line begins with: an address, or data where the text has none. */
  readonly first: string;
  /** A colon follows it: an address, of xxd or of hexdump -e. */
  readonly hasColon: boolean;
  readonly groups: readonly string[];
  /** The characters that hexdump -C, od -t x1z and xxd show beside the bytes. */
  readonly characters: string | undefined;
}

/** The lines of hexdump, od and xxd. A prompt with the command, and what dd says, are passed over. Errors: MP1_TEXT. */
export function readRows(text: string): readonly Row[] {
  const rows: Row[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || ignored.some((pattern) => pattern.test(line))) continue;
    rows.push(line.trim() === '*' ? { kind: 'star', line: index + 1 } : dataRow(line, index + 1));
  }
  return rows;
}

function dataRow(line: string, number: number): DataRow {
  const [, first, colon, rest = ''] = /^\s*([0-9A-Fa-f]+)(:?)(?=\s|$)(.*)$/.exec(line) ?? [];
  if (first === undefined) throw textError(number, 'it does not begin with an address or a word');
  const { data, characters } = colon === '' ? withoutFrame(rest) : withoutTail(rest);
  const groups = data.split(/\s+/).filter((group) => group !== '');
  const odd = groups.find((group) => !/^[0-9A-Fa-f]+$/.test(group));
  if (odd !== undefined) throw textError(number, `"${odd.slice(0, 20)}" is not hexadecimal`);
  return { kind: 'data', line: number, first, hasColon: colon !== '', groups, characters };
}

/** |…| of hexdump -C, >…< of od. */
function withoutFrame(rest: string): { readonly data: string; readonly characters: string | undefined } {
  const [, data, bar, angle] = /^(.*?)\s\s(?:\|(.*)\||>(.*)<)\s*$/.exec(rest) ?? [];
  return data === undefined ? { data: rest, characters: undefined } : { data, characters: bar ?? angle };
}

/** xxd sets its characters off by two blanks, and pads a short line before them. */
function withoutTail(rest: string): { readonly data: string; readonly characters: string | undefined } {
  const text = rest.trimStart();
  const [, data = text, characters] = /^(.*?\S)\s\s+(\S.*|\s*)$/.exec(text) ?? [];
  return { data, characters: characters?.trim() === '' ? undefined : characters };
}

const ignored: readonly RegExp[] = [
  /^\s*[^\s#$>|]*[#$>] *(?:sudo |ssh |cat |dd |hexdump |od |xxd |busybox |$)/,
  /^\s*(?:sudo |ssh |cat |dd |hexdump |od |xxd |busybox )/,
  /^\d+\+\d+ records (?:in|out)\s*$/,
  /^\d+ bytes (?:\(.*\) )?copied,/,
];
