import { describe, expect, it } from 'vitest';
import { crc, crcNames, crcSize } from '../../src/layout/index.js';
import { fc } from '../support/property.js';

// The check value of each algorithm in the CRC catalogue.
const checks = {
  crc32: 0xcbf43926,
  crc32c: 0xe3069283,
  'crc32-mpeg2': 0x0376e6e7,
  'crc16-ccitt-false': 0x29b1,
  'crc16-xmodem': 0x31c3,
  'crc16-kermit': 0x2189,
  'crc16-modbus': 0x4b37,
  crc8: 0xf4,
  'crc8-maxim': 0xa1,
} as const;

describe('crc', () => {
  it.each(crcNames)('%s gives the check value of the catalogue', (name) => {
    expect(crc(name, Buffer.from('123456789'))).toBe(checks[name]);
  });

  it.each(crcNames)('%s sees every change of one byte', (name) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, mask) => {
          const changed = Uint8Array.from(bytes);
          const index = at % bytes.length;
          changed[index] = (bytes[index] ?? 0) ^ mask;
          expect(crc(name, changed)).not.toBe(crc(name, bytes));
          expect(crc(name, bytes)).toBeLessThan(2 ** (8 * crcSize(name)));
        },
      ),
    );
  });
});
