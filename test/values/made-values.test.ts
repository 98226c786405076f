import { describe, expect, it } from 'vitest';
import { eui64Of, uuidOf } from '../../src/values/index.js';
import { fc } from '../support/property.js';

describe('a UUID', () => {
  it('is of version 4, with all other bits from chance', () => {
    expect(uuidOf(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
    expect(uuidOf(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, (random) => {
        const digits = uuidOf(random).replaceAll('-', '');
        const given = Buffer.from(random).toString('hex');
        expect(digits[12]).toBe('4');
        expect('89ab').toContain(digits[16]);
        const rest = (text: string) => text.slice(0, 12) + text.slice(13, 16) + text.slice(17);
        expect(rest(digits)).toBe(rest(given));
      }),
    );
  });

  it('needs 16 bytes, and leaves them as they are', () => {
    const random = new Uint8Array(16).fill(0xff);
    uuidOf(random);
    expect(random).toEqual(new Uint8Array(16).fill(0xff));
    expect(() => uuidOf(new Uint8Array(15))).toThrow('needs 16 random bytes, not 15');
  });
});

describe('an EUI-64 of a MAC', () => {
  it('has FF:FE in its middle', () => {
    expect(eui64Of('02:00:5E:10:00:2A')).toBe('02:00:5E:FF:FE:10:00:2A');
    expect(eui64Of('ac-de-48-23-45-67')).toBe('AC:DE:48:FF:FE:23:45:67');
    expect(() => eui64Of('02:00:5E:FF:FE:10:00:2A')).toThrow('is not an address of 6 octets');
  });
});
