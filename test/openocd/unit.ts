import { readFile } from 'node:fs/promises';
import { readIntelHex } from '../../src/image/index.js';

/** The segments of an Intel HEX file. */
export async function readIntelHexFile(file: string) {
  return readIntelHex(await readFile(file), file).segments;
}
