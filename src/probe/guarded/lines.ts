import type { Readable } from 'node:stream';

/** A line is read by a human; one without an end is cut here. */
const longest = 2000;

/** Hears each line of a stream. */
export function eachLine(stream: Readable, hear: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longest) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) hear(line.slice(0, longest));
  });
  stream.on('end', () => {
    if (rest !== '') hear(rest);
  });
}
