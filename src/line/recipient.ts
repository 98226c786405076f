import {
  constants,
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { count } from '../text/plural.js';

/** A value that only the owner of a key can open; bytes in base64. */
export type SealedCopy =
  | {
      readonly alg: 'X25519-HKDF-SHA256-A256GCM';
      /** SHA-256 of the recipient's public key as SPKI in DER, hexadecimal. */
      readonly recipient: string;
      /** What the copy belongs to: it is authenticated, and cannot be exchanged. */
      readonly context: string;
      /** Public key of this copy alone, 32 bytes. */
      readonly ephemeral: string;
      readonly nonce: string;
      readonly ciphertext: string;
      readonly tag: string;
    }
  | {
      readonly alg: 'RSA-OAEP-256';
      readonly recipient: string;
      readonly context: string;
      readonly ciphertext: string;
    };

/** Whom copies of a secret value are sealed for. */
export interface Recipient {
  /** SHA-256 of the public key as SPKI in DER, hexadecimal. */
  readonly fingerprint: string;
  seal(value: Uint8Array, context: string): SealedCopy;
}

/** The recipient of a public key in PEM, for values of so many bytes; a text is what is wrong with it. */
export function recipientOf(pem: string, length: number): Recipient | string {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    return 'is a private key, with which anybody can open the copies; take it away from here, and name its public key';
  const key = publicKeyIn(pem);
  if (!key) return 'is not a public key in PEM form (-----BEGIN PUBLIC KEY-----)';
  const recipient = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  switch (key.asymmetricKeyType) {
    case 'x25519':
      return tried({
        fingerprint: recipient,
        seal: (value, context) => ({ recipient, context, ...sealByX25519(key, value, context) }),
      });
    case 'rsa':
      return (
        rsaProblem(key, length) ?? {
          fingerprint: recipient,
          seal: (value, context) => ({ recipient, context, ...sealByRsa(key, value, context) }),
        }
      );
    default:
      return `is a key of type ${key.asymmetricKeyType}; use X25519, or RSA of 2048 bits or more`;
  }
}

function publicKeyIn(pem: string): KeyObject | undefined {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** Some points of the curve give the same secret to everybody. */
function tried(recipient: Recipient): Recipient | string {
  try {
    recipient.seal(new Uint8Array(1), '');
    return recipient;
  } catch {
    return 'is a key that does not keep a secret; make a new one';
  }
}

function sealByX25519(key: KeyObject, value: Uint8Array, context: string) {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const [own, theirs] = [rawKey(publicKey), rawKey(key)];
  const shared = diffieHellman({ privateKey, publicKey: key });
  const salt = Buffer.concat([own, theirs]);
  const contentKey = Buffer.from(hkdfSync('sha256', shared, salt, keyInfo, 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonce).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(value), cipher.final()]);
  return {
    alg: 'X25519-HKDF-SHA256-A256GCM',
    ephemeral: own.toString('base64'),
    nonce: nonce.toString('base64'),
    ciphertext: ciphertext.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  } as const;
}

const keyInfo = 'otpforge secret value';

/** The last 32 bytes of the SPKI form of X25519. */
function rawKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-32);
}

const fewestBits = 2048;

function rsaProblem(key: KeyObject, length: number): string | undefined {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < fewestBits) return `is an RSA key of ${count(bits, 'bit')}; ${fewestBits} are the fewest`;
  // OAEP with SHA-256 takes two hashes and two bytes.
  const most = Math.ceil(bits / 8) - 66;
  if (length <= most) return undefined;
  return `is an RSA key of ${count(bits, 'bit')}, which takes ${count(most, 'byte')}, and the value has ${length}; use X25519 or a longer key`;
}

function sealByRsa(key: KeyObject, value: Uint8Array, context: string) {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const label = Buffer.from(context);
  const ciphertext = publicEncrypt({ key, padding, oaepHash: 'sha256', oaepLabel: label }, value);
  return { alg: 'RSA-OAEP-256', ciphertext: ciphertext.toString('base64') } as const;
}
