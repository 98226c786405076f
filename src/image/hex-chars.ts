/** Marks a character that is no hexadecimal digit; above any sum of the bytes of a record. */
export const NOT_HEX = 1 << 20;

/** Value of a character as the high, or the low, digit of a byte. */
export const HIGH_DIGIT = digitTable(4);
export const LOW_DIGIT = digitTable(0);

/** Character of the high, or the low, digit of a byte. */
export const HIGH_CHAR = charTable(4);
export const LOW_CHAR = charTable(0);

function digitTable(shift: number): Int32Array {
  const table = new Int32Array(256).fill(NOT_HEX);
  for (let value = 0; value < 16; value += 1) {
    const digit = value.toString(16);
    table[digit.charCodeAt(0)] = value << shift;
    table[digit.toUpperCase().charCodeAt(0)] = value << shift;
  }
  return table;
}

function charTable(shift: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    ((byte >> shift) & 15).toString(16).toUpperCase().charCodeAt(0),
  );
}
