import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { OtpforgeError } from '../errors/index.js';

/** What a sealed value is bound to: moved to another row it cannot be opened. */
export interface SealedFor {
  readonly unit: number;
  readonly generation: number;
  readonly field: string;
}

/** AES-256-GCM: a byte for the manner, the nonce, what is encrypted, the tag. */
export function seal(key: Uint8Array, value: Uint8Array, place: SealedFor): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(boundTo(place));
  const hidden = Buffer.concat([cipher.update(value), cipher.final()]);
  return Uint8Array.from(Buffer.concat([Buffer.of(manner), nonce, hidden, cipher.getAuthTag()]));
}

/** Errors: LEDGER_DAMAGED. */
export function openSealed(key: Uint8Array, sealed: Uint8Array, place: SealedFor): Uint8Array {
  const begin = 1 + nonceLength;
  const end = sealed.length - tagLength;
  if (sealed[0] !== manner || end < begin) throw damaged(place);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, begin), { authTagLength: tagLength });
  decipher.setAAD(boundTo(place)).setAuthTag(sealed.subarray(end));
  try {
    return Uint8Array.from(Buffer.concat([decipher.update(sealed.subarray(begin, end)), decipher.final()]));
  } catch {
    throw damaged(place);
  }
}

const algorithm = 'aes-256-gcm';
const manner = 1;
const nonceLength = 12;
const tagLength = 16;

function boundTo({ unit, generation, field }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([unit, generation, field]));
}

function damaged({ unit, generation, field }: SealedFor): OtpforgeError {
  return new OtpforgeError('LEDGER_DAMAGED', {
    message: `the sealed value of field ${field} of unit ${unit} cannot be opened: its row was changed`,
    remedy: 'Run otpforge ledger verify. The unit can only be scrapped if the value is lost.',
    details: { unit, generation, field },
  });
}
