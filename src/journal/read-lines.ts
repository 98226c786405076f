import { readAt } from './tail.js';

const lineFeed = 0x0a;
const chunkSize = 1024 * 1024;

/**
 * Hands each line of an open file of `size` bytes to `line`, its line feed apart, and what no line feed ends to `rest`.
 * A journal of a production line may be larger than what memory should hold.
 */
export function readLines(
  fd: number,
  size: number,
  line: (text: Buffer, offset: number) => void,
  rest: (text: Buffer, offset: number) => void,
): void {
  let start = 0;
  let held: Buffer = Buffer.alloc(0);
  for (let at = 0; at < size; ) {
    const chunk = readAt(fd, at, Math.min(chunkSize, size - at));
    if (chunk.length === 0) break;
    at += chunk.length;
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(lineFeed, held.length); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      line(bytes.subarray(from, end), start);
      start += end + 1 - from;
      from = end + 1;
    }
    held = bytes.subarray(from);
  }
  rest(held, start);
}
