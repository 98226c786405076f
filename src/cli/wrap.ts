import stringWidth from 'string-width';
import { plain } from '../text/tone.js';

/**
 * Breaks lines that are wider than a terminal, at blanks where there are any. What continues a line is moved in two columns more
 * than the line itself. Wide characters count as two columns, the marks of tones as none.
 */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n');
}

/** Fewer would leave no room behind the indentation. */
const fewestColumns = 20;

function wrapLine(line: string, columns: number): readonly string[] {
  if (columns < fewestColumns || widthOf(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = `${indent}  `;
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(' ')) {
    const isFirst = current.trim() === '';
    const joined = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (widthOf(joined) <= columns) {
      current = joined;
      continue;
    }
    if (!isFirst) lines.push(current);
    current = breakWord(isFirst ? joined : `${hanging}${word}`, columns, hanging, lines);
  }
  lines.push(current);
  return lines.map((part) => part.trimEnd());
}

/** Puts all of a long word but its end into lines; returns the end. */
function breakWord(start: string, columns: number, hanging: string, lines: string[]): string {
  let current = '';
  for (const { segment } of new Intl.Segmenter().segment(start)) {
    if (widthOf(current + segment) > columns) {
      lines.push(current);
      current = hanging;
    }
    current += segment;
  }
  return current;
}

/** A text in parts of so many columns at most, blanks and all. */
export function folded(text: string, columns: number): readonly string[] {
  const parts: string[] = [];
  const rest = breakWord(text, columns, '', parts);
  return [...parts, rest];
}

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  const shown = plain(text);
  return isOneColumnEach.test(shown) ? shown.length : stringWidth(shown);
}

/** ASCII and the signs of our own texts: string-width, which knows all others, takes longer to load than a command to start. */
const isOneColumnEach = /^[ -~‘’“”–…×]*$/;
