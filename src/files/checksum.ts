import zlib from 'node:zlib';

/** CRC-32 of some bytes, which shows any change that nobody made on purpose; undefined on a Node.js before 22.2 without it. */
export function checksum(bytes: Uint8Array): number | undefined {
  return typeof zlib.crc32 === 'function' ? zlib.crc32(bytes) : undefined;
}
