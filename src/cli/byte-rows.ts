import { hex32 } from '../text/hex.js';

/** A byte as hexadecimal, before and after; ".." where it is absent. */
export interface ShownByte {
  readonly old: string;
  readonly wanted: string;
}

const perRow = 8;

/** Every byte of a run, in rows of 8, with what the chip holds where that is not blank and not the same. */
export function byteRows(address: number, bytes: readonly ShownByte[]): readonly string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += perRow) {
    const row = bytes.slice(at, at + perRow);
    const wanted = row.map((byte) => byte.wanted);
    rows.push(
      `  ${hex32(address + at)}  ${wanted.join(' ').padEnd(3 * perRow - 1)}  ${asText(wanted)}`.trimEnd(),
    );
    const differs = row.some(({ old, wanted: want }) => old !== 'FF' && old !== want);
    if (differs) rows.push(`    it holds  ${row.map(({ old }) => old).join(' ')}`);
  }
  return rows;
}

/** Bytes as the text that they are, in quotes, or with a dot for each that is none. */
function asText(bytes: readonly string[]): string {
  const codes = bytes.map((byte) => Number.parseInt(byte, 16));
  if (codes.every(isText)) return JSON.stringify(String.fromCharCode(...codes));
  return codes.map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.')).join('');
}

function isText(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code === 0x09 || code === 0x0a || code === 0x0d;
}
