import { describe, expect, it } from 'vitest';
import {
  bsecState,
  decodePartition,
  emptyPartition,
  encodePartition,
  type Partition,
  partitionSize,
  valueOffset,
} from '../../src/mp1/index.js';
import { fc } from '../support/property.js';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const word = fc.record({ value: uint32, status: uint32 });
const partition: fc.Arbitrary<Partition> = fc.record({
  state: uint32,
  words: fc.array(word, { minLength: 96, maxLength: 96 }),
});

describe('partition version 2', () => {
  it('has version, state, then value and status of each word, little-endian', () => {
    const words = emptyPartition().words.map((each, id) =>
      id === 9 ? { value: 0x01234567, status: 0xc0000000 } : each,
    );
    const bytes = encodePartition({ state: 1, words });
    expect(bytes.length).toBe(776);
    expect([...bytes.subarray(0, 8)]).toEqual([2, 0, 0, 0, 1, 0, 0, 0]);
    expect([...bytes.subarray(0x50, 0x58)]).toEqual([0x67, 0x45, 0x23, 0x01, 0, 0, 0, 0xc0]);
    expect(bytes.filter((byte) => byte !== 0).length).toBe(7);
    expect(valueOffset(95)).toBe(0x300);
  });

  it('is what it was after it was encoded and decoded', () =>
    fc.assert(
      fc.property(partition, (each) => {
        expect(decodePartition(encodePartition(each))).toEqual(each);
      }),
    ));

  it('is read and written byte for byte', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: partitionSize, maxLength: partitionSize }), (bytes) => {
        bytes.set([2, 0, 0, 0]);
        // Buffers of files are views into larger ones.
        const view = new Uint8Array([9, ...bytes, 9]).subarray(1, -1);
        expect(encodePartition(decodePartition(view))).toEqual(bytes);
      }),
    ));

  it('names other sizes', () => {
    const size = (length: number) => () => decodePartition(new Uint8Array(length));
    expect(size(1024)).toThrow(/version 1, which ecosystem releases up to v3.1.0 used/);
    expect(size(2952)).toThrow(/of an STM32MP2/);
    expect(size(775)).toThrow('an OTP partition has 776 bytes, and this has 775 bytes');
    expect(size(0)).toThrow(expect.objectContaining({ code: 'MP1_SIZE' }));
  });

  it('refuses another version', () => {
    const bytes = encodePartition(emptyPartition());
    bytes[0] = 3;
    expect(() => decodePartition(bytes)).toThrow(
      expect.objectContaining({ code: 'MP1_VERSION', details: { expected: 2, version: 3 } }),
    );
  });

  it('names the states of the header', () =>
    expect([0, 1, 2, 3, 4].map(bsecState)).toEqual(['open', 'closed', 'unknown', 'invalid', 'unknown']));
});
