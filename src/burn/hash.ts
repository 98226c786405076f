import { createHash } from 'node:crypto';
import type { SparseImage } from '../image/index.js';

/** SHA-256 of bytes or text, in lower-case hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 over address, length and bytes of every range, so that an absent byte differs from 0xFF. */
export function imageSha256(image: SparseImage): string {
  const hash = createHash('sha256');
  for (const { address, bytes } of image.segments) {
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, address, true);
    head.setUint32(4, bytes.length, true);
    hash.update(new Uint8Array(head.buffer)).update(bytes);
  }
  return hash.digest('hex');
}
