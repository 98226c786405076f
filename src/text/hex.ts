/** An address or 32-bit value as every message and table shows it: 0x1FFF7800. */
export function hex32(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A small number as hexadecimal without padding: 0x210. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16).toUpperCase()}`;
}

/** Bytes in address order: "53 4E 2D"; an absent byte is "..". */
export function hexBytes(bytes: Iterable<number | undefined>): string {
  return Array.from(bytes, hexByte).join(' ');
}

/** The opposite of hexBytes. */
export function parseHexBytes(text: string): readonly (number | undefined)[] {
  if (text === '') return [];
  return text.split(' ').map((byte) => (byte === '..' ? undefined : Number.parseInt(byte, 16)));
}

// Every plan is hashed as such text.
const texts = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

function hexByte(byte: number | undefined): string {
  return byte === undefined ? '..' : (texts[byte] ?? byte.toString(16).toUpperCase());
}
