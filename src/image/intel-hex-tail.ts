import { OtpforgeError } from '../errors/index.js';
import { hexBytes } from '../text/hex.js';
import { count } from '../text/plural.js';
import { printable } from '../text/printable.js';
import { isSRecord, readableText } from './text-formats.js';

/** Blanks and line ends; Ctrl-Z, by which CP/M and its heirs end a text; NULs, which fill its last sector. */
const PADDING = new Set([0x20, 0x09, 0x0d, 0x0a, 0x1a, 0x00]);
const shownCharacters = 40;
const shownBytes = 8;

/** Refuses what follows the end-of-file record of line `line`, which ends at `from`, padding apart. Errors: IHEX_AFTER_EOF. */
export function refuseTail(bytes: Uint8Array, from: number, line: number, file: string): void {
  let at = from;
  while (at < bytes.length && PADDING.has(bytes[at]!)) at += 1;
  if (at === bytes.length) return;
  const tail = bytes.subarray(at);
  const { what, remedy } = describeTail(tail);
  const found = line + lineEnds(bytes.subarray(from, at));
  throw new OtpforgeError('IHEX_AFTER_EOF', {
    message: `${file}:${found}: ${what.replace('@', `after the end record on line ${line}`)}`,
    remedy,
    details: { file, line: found, endLine: line },
  });
}

/** What a tail is; "@" stands for its place. */
function describeTail(tail: Uint8Array): { readonly what: string; readonly remedy: string } {
  const text = readableText(withoutPadding(tail));
  const first = text?.split(/[\r\n]/)[0]?.trimEnd();
  if (first === undefined) {
    return {
      what: `${count(tail.length, 'byte')} @, not text: ${hexBytes(tail.subarray(0, shownBytes))}${tail.length > shownBytes ? ' …' : ''}`,
      remedy: 'Take them out, or export the file again.',
    };
  }
  if (first.startsWith(':')) {
    return {
      what: 'another record @',
      remedy: 'If two files were joined, merge them instead: otpforge merge a.hex b.hex -o out.hex',
    };
  }
  if (isSRecord(first)) {
    return {
      what: 'Motorola S-records @',
      remedy: 'If two files were joined, convert this part to Intel HEX and merge the two.',
    };
  }
  const shown = printable(first);
  const cut = shown.length > shownCharacters ? `${shown.slice(0, shownCharacters)}…` : shown;
  return { what: `text @: ${JSON.stringify(cut)}`, remedy: 'Take the text out: nothing belongs there.' };
}

function withoutPadding(tail: Uint8Array): Uint8Array {
  let end = tail.length;
  while (end > 0 && PADDING.has(tail[end - 1]!)) end -= 1;
  return tail.subarray(0, end);
}

function lineEnds(bytes: Uint8Array): number {
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .match(/\r\n|\r|\n/g)?.length ?? 0
  );
}
