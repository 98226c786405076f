import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recipientOf } from '../../src/line/recipient.js';

const spki = { type: 'spki', format: 'pem' } as const;
const x25519 = () => generateKeyPairSync('x25519').publicKey.export(spki).toString();
const rsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export(spki).toString();

/** SPKI of X25519 with a point that gives everybody the same secret. */
const weak = `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([
  Buffer.from('302a300506032b656e032100', 'hex'),
  Buffer.alloc(32),
]).toString('base64')}\n-----END PUBLIC KEY-----\n`;

describe('the key of a recipient', () => {
  it('seals a value anew each time, for one context', () => {
    const recipient = recipientOf(x25519(), 16);
    if (typeof recipient === 'string') return expect.unreachable(recipient);
    const value = Uint8Array.from({ length: 16 }, (_, index) => index);
    const [one, other] = [recipient.seal(value, 'a'), recipient.seal(value, 'a')];
    expect(one).toMatchObject({ alg: 'X25519-HKDF-SHA256-A256GCM', context: 'a' });
    expect([one.recipient, other.recipient]).toEqual([recipient.fingerprint, recipient.fingerprint]);
    expect(one.ciphertext).not.toBe(other.ciphertext);
  });

  it.each([
    ['no key', () => 'hello', 'is not a public key in PEM form'],
    ['a broken one', () => x25519().replace('MCow', 'MCox'), 'is not a public key in PEM form'],
    [
      'a private one',
      () => generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'is a private key',
    ],
    ['a short one', () => rsa(1024), 'is an RSA key of 1024 bits; 2048 are the fewest'],
    [
      'one of another kind',
      () => generateKeyPairSync('ed25519').publicKey.export(spki).toString(),
      'is a key of type ed25519',
    ],
    ['one that keeps nothing', () => weak, 'is a key that does not keep a secret'],
  ])('is refused if it is %s', (_, pem, problem) => {
    expect(recipientOf(pem(), 16)).toContain(problem);
  });

  it('must be long enough for the value', () => {
    const pem = rsa(2048);
    expect(recipientOf(pem, 190)).toHaveProperty('seal');
    expect(recipientOf(pem, 191)).toContain('which takes 190 bytes, and the value has 191');
  });
});
