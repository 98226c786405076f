import { readSync } from 'node:fs';

/** How a journal ends. */
export interface Tail {
  /** The last whole line, its line feed apart; undefined when there is none. */
  readonly last: Uint8Array | undefined;
  /** What is behind it; undefined when nothing does. */
  readonly torn: TornEnd | undefined;
}

/** What a power cut has left of a line, and a second one of the note about it: several lines then. */
export interface TornEnd {
  /** A line feed at their end apart. */
  readonly bytes: Uint8Array;
  /** No line feed ends them. */
  readonly open: boolean;
}

const lineFeed = 0x0a;
const firstTail = 16 * 1024;

/** Reads the end of an open journal of `size` bytes, back to its last whole line. */
export function readTail(fd: number, size: number): Tail {
  for (let length = Math.min(size, firstTail); ; length = Math.min(size, length * 2)) {
    const tail = tailIn(readAt(fd, size - length, length), length === size);
    if (tail) return tail;
  }
}

/** Reads up to `length` bytes at a position. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, bytes, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Undefined when the last whole line begins before these bytes. */
function tailIn(bytes: Buffer, isAll: boolean): Tail | undefined {
  for (let end = bytes.lastIndexOf(lineFeed); end >= 0; ) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(lineFeed, end - 1);
    if (before < 0 && !isAll) return undefined;
    const last = bytes.subarray(before + 1, end);
    if (isJson(last)) return { last, torn: tornEnd(bytes.subarray(end + 1)) };
    end = before;
  }
  return isAll ? { last: undefined, torn: tornEnd(bytes) } : undefined;
}

function tornEnd(bytes: Buffer): TornEnd | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes.at(-1) === lineFeed) return { bytes: bytes.subarray(0, -1), open: false };
  // A note that lost only its line feed accounts for what is torn before it.
  const fragment = bytes.subarray(bytes.lastIndexOf(lineFeed) + 1);
  return { bytes: isJson(fragment) ? fragment : bytes, open: true };
}

/** Whether a line is JSON: what a power cut leaves of one never is, and one that was changed may be. */
export function isJson(text: Buffer): boolean {
  try {
    JSON.parse(text.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
