import { SparseImage } from './sparse-image.js';

/** A raw binary at an address. Errors: IMAGE_ADDRESS (does not fit in 32-bit addresses). */
export function readBinary(bytes: Uint8Array, file: string, address: number): SparseImage {
  return SparseImage.fromChunks([{ address, bytes, origin: { source: { file, kind: 'binary' } } }]);
}
