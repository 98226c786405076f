import { readFileSync } from 'node:fs';
import { checksum } from '../../files/checksum.js';

/**
 * What V8 has compiled of a file of the bundle, as the build has put it beside it; undefined where it is missing, damaged
 * or of another source. V8 itself refuses that of another version, but takes a damaged one, and crashes.
 */
export function codeCache(file: string, source: Uint8Array): Buffer | undefined {
  let cache: Buffer;
  try {
    cache = readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
  if (cache.length < headerSize) return undefined;
  const data = cache.subarray(headerSize);
  const [ofSource, ofData] = [cache.readUInt32LE(0), cache.readUInt32LE(4)];
  return ofSource === checksum(source) && ofData === checksum(data) ? data : undefined;
}

const headerSize = 8;
