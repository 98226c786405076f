export type TextFormat = 'Intel HEX' | 'Motorola S-records' | 'TI-TXT';

/**
 * The format that a text plainly has: its first line parses, checksum and all. In a file that is text as a whole any
 * line counts, since others may stand above it. Undefined for anything else.
 */
export function textFormatOf(bytes: Uint8Array): TextFormat | undefined {
  const text = readableText(bytes, encodingOf(bytes));
  const isText = text !== undefined;
  const lines = (text ?? beginningOf(bytes)).split(/[\r\n]+/).map((line) => line.trim());
  const full = lines.filter((line) => line !== '');
  const looked = isText ? full : full.slice(0, 1);
  if (looked.some(isIntelHexRecord)) return 'Intel HEX';
  if (looked.some(isSRecord)) return 'Motorola S-records';
  return isTiText(full) ? 'TI-TXT' : undefined;
}

/** The characters of a UTF-8 file that people can read as a whole; undefined for anything that is not text. */
export function readableText(bytes: Uint8Array, encoding = 'utf-8'): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return /[^\P{C}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a line is a whole Intel HEX record: its length is right, and its checksum. */
export function isIntelHexRecord(line: string): boolean {
  const record = /^:(?:[0-9A-F]{2}){5,}$/i.test(line) ? Buffer.from(line.slice(1), 'hex') : undefined;
  return (
    record !== undefined && record[0] === record.length - 5 && (record[3] ?? 6) <= 5 && sumOf(record) === 0
  );
}

/** Whether a line is a whole S-record. */
export function isSRecord(line: string): boolean {
  const record = /^S[0-35-9](?:[0-9A-F]{2}){4,}$/i.test(line) ? Buffer.from(line.slice(2), 'hex') : undefined;
  return record !== undefined && record[0] === record.length - 1 && sumOf(record) === 0xff;
}

// TI-TXT has no checksum, so that its second line must fit too: @F000, and then bytes.
function isTiText([first = '', second = '']: readonly string[]): boolean {
  return /^@[0-9A-F]{2,8}$/i.test(first) && /^(?:[0-9A-F]{2}(?:\s+[0-9A-F]{2})*|q)$/i.test(second);
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);
}

/** The first lines of what is not text as a whole. */
function beginningOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
