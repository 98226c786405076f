import { createHmac, randomBytes } from 'node:crypto';

/** The hash of an image with secrets as a journal may hold it: anew for each line, and checked only with the key. */
export function saltedImageHash(
  imageSha256: string,
  key: Uint8Array,
  salt = randomBytes(16).toString('hex'),
): { readonly hmacSha256: string; readonly salt: string } {
  return { hmacSha256: createHmac('sha256', key).update(salt).update(imageSha256).digest('hex'), salt };
}
