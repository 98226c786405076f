/** Bytes as the protocol writes them: two lower-case digits each, no separators. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The opposite of encodeHex; undefined for an odd length or a character that is not a digit. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** An address, length or number as the protocol writes it: at most 32 bits, most significant digit first. */
export function parseHex(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** A register's value in target byte order, which is little-endian here. */
export function wordHex(value: number, bytes = 4): string {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer.toString('hex', 0, bytes);
}

/** The opposite of wordHex; undefined for what is not a hexadecimal number of one to four bytes. */
export function readWordHex(text: string): number | undefined {
  const bytes = decodeHex(text);
  if (!bytes || bytes.length === 0 || bytes.length > 4) return undefined;
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
