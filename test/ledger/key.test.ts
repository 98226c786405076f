import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LedgerKey, newSecret } from '../../src/ledger/key.js';
import { fc } from '../support/property.js';

const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
const key = new LedgerKey(secret);
const place = { unit: 7, generation: 1, field: 'key' };
const damaged = expect.objectContaining({ code: 'LEDGER_DAMAGED' });

describe('the key of a ledger', () => {
  it('is known again by its fingerprint', () => {
    expect(new LedgerKey(secret).fingerprint).toBe(key.fingerprint);
    expect(new LedgerKey(newSecret()).fingerprint).not.toBe(key.fingerprint);
  });

  it('shows itself to nobody', () => {
    expect(JSON.stringify(key)).toBe(JSON.stringify({ fingerprint: key.fingerprint }));
    expect(inspect(key, { depth: 9, showHidden: true })).not.toMatch(/Uint8Array|mac|seal/i);
  });

  it('hashes equal bytes of a scope alike, and of two scopes differently', () => {
    const scopes = fc.tuple(fc.string(), fc.uint8Array(), fc.string(), fc.uint8Array());
    fc.assert(
      fc.property(scopes, ([one, bytes, two, others]) => {
        const isSame = one === two && Buffer.compare(bytes, others) === 0;
        expect(Buffer.compare(key.mac(one, bytes), key.mac(two, others)) === 0).toBe(isSame);
        expect(key.mac(one, bytes)).toEqual(new LedgerKey(secret).mac(one, bytes));
      }),
    );
    expect(key.mac('ab', Buffer.from('c'))).not.toEqual(key.mac('a', Buffer.from('bc')));
    expect(key.mac('a', Buffer.from('b'))).not.toEqual(new LedgerKey(newSecret()).mac('a', Buffer.from('b')));
  });

  it('opens what it has sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (value) => {
        expect(key.open(key.seal(value, place), place)).toEqual(value);
      }),
    );
  });

  it('seals the same value differently each time, and never in clear', () => {
    const value = Buffer.from('sixteen bytes !!');
    const [one, two] = [key.seal(value, place), key.seal(value, place)];
    expect(one).not.toEqual(two);
    expect(Buffer.from(one).includes(value)).toBe(false);
  });

  it('opens nothing that was moved to another unit, generation or field', () => {
    const sealed = key.seal(secret, place);
    for (const other of [
      { ...place, unit: 8 },
      { ...place, generation: 2 },
      { ...place, field: 'other' },
    ])
      expect(() => key.open(sealed, other)).toThrow(damaged);
    expect(() => new LedgerKey(newSecret()).open(sealed, place)).toThrow(damaged);
  });

  it('opens nothing of which a bit was changed, or a part is missing', () => {
    const sealed = key.seal(Uint8Array.of(1, 2), place);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = sealed.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(() => key.open(changed, place)).toThrow(damaged);
    }
    for (let end = 0; end < sealed.length; end += 1)
      expect(() => key.open(sealed.subarray(0, end), place)).toThrow(damaged);
  });
});
