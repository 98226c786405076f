import { readIntelHex, type SparseImage } from '../../src/image/index.js';

export const EOF = ':00000001FF';

/** One Intel HEX record with the right length and checksum. */
export function record(type: number, address: number, data: readonly number[] = []): string {
  const bytes = [data.length, address >> 8, address & 0xff, type, ...data];
  const checksum = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return `:${Buffer.from([...bytes, checksum])
    .toString('hex')
    .toUpperCase()}`;
}

/** A type 00 record. */
export function data(address: number, ...bytes: number[]): string {
  return record(0, address, bytes);
}

/** A type 04 record for the page of an address. */
export function page(address: number): string {
  return record(4, 0, [address >>> 24, (address >>> 16) & 0xff]);
}

/** Reads lines joined by LF. */
export function readLines(lines: readonly string[], file = 'fw.hex'): SparseImage {
  return readIntelHex(Buffer.from(`${lines.join('\n')}\n`), file);
}

/** Reads lines and the end-of-file record after them. */
export function readRecords(...lines: string[]): SparseImage {
  return readLines([...lines, EOF]);
}
