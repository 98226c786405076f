import { type Tone, toned } from '../../text/tone.js';
import { folded, widthOf } from '../wrap.js';

/** A text on one line with what it means. */
export interface Part {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/** Parts as one line of so many columns at most; what is left out ends in an ellipsis. */
export function cutLine(parts: readonly Part[], columns: number): string {
  let rest = columns;
  let line = '';
  for (const { text, tone } of parts) {
    const shown = cut(text, rest);
    line += tone === undefined ? shown : toned(tone, shown);
    rest -= widthOf(shown);
    if (shown !== text || rest <= 0) break;
  }
  return line;
}

/** A text of so many columns at most. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${folded(text, columns - 1)[0] ?? ''}…`;
}

/** A text with blanks up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
