/** Stands for a pair of characters that is not a byte; above any sum of the bytes of a record. */
export const NOT_HEX = 1 << 20;

/** The byte that a pair of characters means, by the pair as a big-endian 16-bit number; NOT_HEX if it means none. */
export const BYTE_OF_PAIR = byteTable();

/** The two upper-case digits of a byte as a big-endian 16-bit number. */
export const PAIR_OF_BYTE = Uint16Array.from({ length: 256 }, (_, byte) => {
  return pair(byte.toString(16).toUpperCase().padStart(2, '0'));
});

/** Whether a character is a hexadecimal digit. */
export function isHexDigit(char: string): boolean {
  return /^[0-9A-Fa-f]$/.test(char);
}

function byteTable(): Int32Array {
  const table = new Int32Array(0x10000).fill(NOT_HEX);
  const digits = [...'0123456789ABCDEFabcdef'];
  for (const high of digits) {
    for (const low of digits) table[pair(high + low)] = Number.parseInt(high + low, 16);
  }
  return table;
}

function pair(digits: string): number {
  return (digits.charCodeAt(0) << 8) | digits.charCodeAt(1);
}
