import { describe, expect, it } from 'vitest';
import { uidBytes, uidText } from '../../src/target/index.js';

describe('a unique ID', () => {
  const bytes = Uint8Array.from([0x00, 0x1d, 0xff, 0x12, 0x0a, 0x47, 0x30, 0x32, 0x36, 0x39, 0x31, 0x37]);

  it('is read back from its text, in lower case too', () => {
    expect(uidText(bytes)).toBe('001DFF120A47303236393137');
    expect(uidBytes(uidText(bytes))).toEqual(bytes);
    expect(uidBytes(uidText(bytes).toLowerCase())).toEqual(bytes);
  });

  it.each([
    '',
    '001DFF120A473032363931',
    '001DFF120A47303236393137 ',
    '0x1DFF120A47303236393137',
    'G'.repeat(24),
  ])('is not %j', (text) => {
    expect(uidBytes(text)).toBeUndefined();
  });
});
