import { createHmac } from 'node:crypto';
import type { SparseImage } from '../image/index.js';

/** A secret value as a journal may hold it: the same for the same value, and checked only with the key. */
export function keyedValue(key: Uint8Array, field: string, text: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['value', field, text]))
    .digest('hex');
}

/** What of an image goes into OTP, as a journal may hold it: address and bytes of each range. */
export function keyedBytes(key: Uint8Array, image: SparseImage): string {
  const hash = createHmac('sha256', key).update(JSON.stringify(['otp']));
  for (const { address, bytes } of image.segments) hash.update(`${address} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}
