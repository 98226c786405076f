/** An unsigned number as a C constant of at least 32 bits. */
export function unsigned(value: bigint | number, bits = 32): string {
  const number = BigInt(value);
  const text = number < 10n ? `${number}` : `0x${number.toString(16).toUpperCase()}`;
  return `${text}${bits > 32 ? 'ull' : 'u'}`;
}

/** A signed number as a C constant; the lowest one has no constant of its own. */
export function signed(value: bigint, bits: number): string {
  const suffix = bits > 32 ? 'll' : '';
  if (value === -(1n << BigInt(bits - 1))) return `(${value + 1n}${suffix} - 1)`;
  return value < 0n ? `(${value}${suffix})` : `${value}${suffix}`;
}

/** Bits of the C type that holds so many bytes. */
export function cBits(bytes: number): 8 | 16 | 32 | 64 {
  return bytes === 1 ? 8 : bytes === 2 ? 16 : bytes <= 4 ? 32 : 64;
}

/** The expression that makes an unsigned number of the bytes from b[first] on. */
export function joinedBytes(first: number, length: number, endian: 'little' | 'big'): string {
  const type = length > 4 ? 'uint64_t' : 'uint32_t';
  return Array.from({ length }, (_, index) => {
    const shift = 8 * (endian === 'little' ? index : length - 1 - index);
    return `(${type})b[${first + index}]${shift > 0 ? ` << ${shift}` : ''}`;
  }).join(' | ');
}

/** The items of an initializer, a few on each line. */
export function byteRows(bytes: Uint8Array, indent: string): string {
  const items = Array.from(bytes, (byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  const rows = [];
  for (let at = 0; at < items.length; at += 12) rows.push(`${indent}${items.slice(at, at + 12).join(', ')},`);
  return rows.join('\n');
}

export function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
}

/** Text of a user as a comment can hold it: one line that neither ends the comment nor begins another. */
export function commentText(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('??', '? ?')
    .replaceAll('\\', '/');
}
