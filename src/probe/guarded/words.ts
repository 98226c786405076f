import { printable } from '../../text/printable.js';

const mostLines = 3;
const longest = 200;

/** What a server said, for a message: its errors, or else its last lines; empty when it said nothing. */
export function quoted(lines: readonly string[]): string {
  const words = wordsOf(lines);
  return words.length === 0 ? '' : `, and says: ${words.map((line) => JSON.stringify(line)).join(', ')}`;
}

/** The same as a list, for `details`. */
export function wordsOf(lines: readonly string[]): readonly string[] {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  const errors = said.filter((line) => /^(?:\d+ )?(?:\S+ )?\[?(?:Error|E|C|critical)\b/i.test(line));
  return (errors.length > 0 ? errors : said)
    .slice(-mostLines)
    .map((line) => printable(line.slice(0, longest)));
}
