import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { openSealed, type SealedFor, seal } from './seal.js';

/** The secret of a ledger, which every station of it has. It shows its bytes to nobody. */
export class LedgerKey {
  readonly #macKey: KeyObject;
  readonly #sealKey: Uint8Array;
  readonly #begins = new Map<string, Uint8Array>();
  /** What the ledger keeps of the key, to know it again. */
  readonly fingerprint: string;

  /** From 32 random bytes. */
  constructor(secret: Uint8Array) {
    this.#macKey = createSecretKey(derived(secret, 'mac'));
    this.#sealKey = derived(secret, 'seal');
    this.fingerprint = createHash('sha256').update(derived(secret, 'fingerprint')).digest('hex');
  }

  /** HMAC-SHA-256 of bytes within a scope: equal bytes of two scopes have different ones. */
  mac(scope: string, bytes: Uint8Array): Uint8Array {
    return new Uint8Array(
      createHmac('sha256', this.#macKey)
        .update(Buffer.concat([this.#beginOf(scope), bytes]))
        .digest(),
    );
  }

  /** Length and name of a scope. */
  #beginOf(scope: string): Uint8Array {
    const known = this.#begins.get(scope);
    if (known) return known;
    const name = Buffer.from(scope);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(name.length);
    const begin = Buffer.concat([length, name]);
    this.#begins.set(scope, begin);
    return begin;
  }

  /** Encrypts a value for one field of one unit. */
  seal(value: Uint8Array, place: SealedFor): Uint8Array {
    return seal(this.#sealKey, value, place);
  }

  /** Errors: LEDGER_DAMAGED for bytes that were not sealed so, by this key and for this field. */
  open(sealed: Uint8Array, place: SealedFor): Uint8Array {
    return openSealed(this.#sealKey, sealed, place);
  }
}

export const keyLength = 32;

export function newSecret(): Uint8Array {
  return new Uint8Array(randomBytes(keyLength));
}

function derived(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `otpforge ledger ${purpose}`, keyLength));
}
