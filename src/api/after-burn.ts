import type { ReadOtp } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';

/** A chip as it would read with an image burnt into it. */
export function afterBurn(image: SparseImage, read: ReadOtp): ReadOtp {
  const after = (address: number, length: number) =>
    read(address, length)?.map((byte, index) => image.byteAt(address + index) ?? byte);
  return Object.assign(after, { uid: read.uid });
}
