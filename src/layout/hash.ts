import { createHash, createHmac } from 'node:crypto';

export const hashNames = ['sha1', 'sha256', 'hmac-sha1', 'hmac-sha256'] as const;

export type HashName = (typeof hashNames)[number];

/** Bytes of a whole hash. */
export function hashSize(name: HashName): number {
  return name.endsWith('sha1') ? 20 : 32;
}

export function isKeyed(name: HashName): boolean {
  return name.startsWith('hmac-');
}

/** The hash of some bytes; `key` is that of an HMAC. */
export function hash(name: HashName, bytes: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  const plain = name.replace('hmac-', '');
  const made = key && isKeyed(name) ? createHmac(plain, key) : createHash(plain);
  return new Uint8Array(made.update(bytes).digest());
}
