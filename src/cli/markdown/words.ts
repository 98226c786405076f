import { folded, widthOf } from '../wrap.js';

/** The words of a text in lines of so many columns at most. */
export function wordLines(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ').flatMap((each) => folded(each, columns))) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current !== '' && widthOf(joined) > columns) {
      lines.push(current);
      current = word;
    } else {
      current = joined;
    }
  }
  return [...lines, current];
}
