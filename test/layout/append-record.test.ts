import { describe, expect, it } from 'vitest';
import { useBanks } from './banks.js';
import { appendBody, benchOf, recordsOf } from './record-kinds.js';

const banks = useBanks();

describe('a record of kind append', () => {
  it('takes the first blank slot for another value, and the slot it has for the same one', () => {
    const { burn, encode, values, states, layout } = benchOf(recordsOf(banks.l4, appendBody(3)));
    expect(burn({ rb: 5 }).slots).toMatchObject([{ record: 'highwater', slot: 1, found: 'blank' }]);
    expect(encode({ rb: 5 }).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(burn({ rb: 6 }).slots).toMatchObject([{ slot: 2, found: 'blank' }]);
    expect(burn({ rb: 5 }).slots).toMatchObject([{ slot: 3, found: 'blank' }]);
    expect(values()).toEqual({ rb: '5' });
    expect(states()).toEqual(['valid', 'valid', 'valid, newest']);
    expect(() => encode({ rb: 6 })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOTS_FULL',
        message:
          'otp.yaml:4: records.highwater: no slot is left for other values: slot 1 valid, slot 2 valid, slot 3 valid',
      }),
    );
    expect(layout.warnings).toEqual([]);
  });

  it('writes nothing but its slot', () => {
    const { burn, encode } = benchOf(recordsOf(banks.l4, appendBody(128)));
    burn({ rb: 1 });
    expect(encode({ rb: 2 }).image.segments.map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [banks.l4.otp.base + 8, 8],
    ]);
  });

  it('fills downwards where the lowest address counts', () => {
    const { burn, values, states } = benchOf(recordsOf(banks.l4, appendBody(3, 'newest: lowest, ')));
    expect(burn({ rb: 1 }).slots).toMatchObject([{ slot: 3 }]);
    expect(burn({ rb: 2 }).slots).toMatchObject([{ slot: 2 }]);
    expect(values()).toEqual({ rb: '2' });
    expect(states()).toEqual(['blank', 'valid, newest', 'valid']);
  });

  it('goes behind every slot that is used, so that one that is finished later is not the newest', () => {
    const { burn, encode, memory, states } = benchOf(recordsOf(banks.l4, appendBody(5)));
    burn({ rb: 1 });
    memory.damage(banks.l4.otp.base + 16);
    expect(encode({ rb: 2 }).slots).toMatchObject([{ slot: 4 }]);
    expect(states()).toEqual(['valid, newest', 'blank', 'damaged', 'blank', 'blank']);
    expect(() => encode({ rb: 2 }, { slot: 2 })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_SLOT_USED' }),
    );
    expect(encode({ rb: 2 }, { slot: 5 }).slots).toMatchObject([{ slot: 5 }]);
  });

  it('takes the slot that is asked for, else the first one, where no chip was read', () => {
    const { encode } = benchOf(recordsOf(banks.l4, appendBody(3, 'newest: lowest, ')));
    const unread = { read: undefined as never };
    expect(encode({ rb: 1 }, unread).slots).toEqual([
      { record: 'highwater', slot: 3, found: 'unknown', slots: [] },
    ]);
    expect(encode({ rb: 1 }, { ...unread, slot: 1 }).slots).toMatchObject([{ slot: 1 }]);
  });

  it('skips slots of locked blocks', () => {
    const { encode, memory, states } = benchOf(recordsOf(banks.f4, appendBody(8)));
    memory.bytes[512] = 0;
    expect(encode({ rb: 1 }).slots).toMatchObject([{ slot: 5 }]);
    expect(states().slice(0, 5)).toEqual(['locked', 'locked', 'locked', 'locked', 'blank']);
  });

  it('warns on a bank of bytes unless a check shows that a slot is whole', () => {
    const plain = recordsOf(banks.f4, appendBody(8));
    expect(plain.warnings).toMatchObject([
      { code: 'TORN_SLOT', line: 4, message: expect.stringContaining('records.highwater: has no check') },
    ]);
    const checked = `  highwater:
    { offset: 0, slots: 8, stride: 8, kind: append,
      fields: { rb: { offset: 0, type: u32 }, crc: { offset: 4, type: crc, algorithm: crc32, over: [rb] } } }
`;
    const { layout, burn, memory, values, states } = benchOf(recordsOf(banks.f4, checked));
    expect(layout.warnings).toEqual([]);
    burn({ rb: 7 });
    const { image } = burn({ rb: 8 });
    // The last byte of the CRC is not written.
    memory.bytes[15] = 0xff;
    expect(image.byteAt(banks.f4.otp.base + 15)).not.toBe(0xff);
    expect(states().slice(0, 3)).toEqual(['valid, newest', 'invalid', 'blank']);
    expect(values()).toMatchObject({ rb: 7 });
  });

  it('does not count a slot of which a field is blank or breaks a rule, check or not', () => {
    const two = `  r:
    { offset: 0, slots: 4, stride: 8, kind: append,
      fields: { a: { offset: 0, type: u32 }, b: { offset: 4, type: u32, names: { one: 1, two: 2 } } } }
`;
    const { burn, memory, states, values } = benchOf(recordsOf(banks.f4, two));
    burn({ a: 7, b: 'one' });
    burn({ a: 8, b: 'two' });
    memory.bytes.fill(0xff, 12, 16);
    expect(states()).toEqual(['valid, newest', 'invalid', 'blank', 'blank']);
    memory.bytes.set([3, 0, 0, 0], 12);
    expect(states()).toEqual(['valid, newest', 'invalid', 'blank', 'blank']);
    expect(values()).toEqual({ a: 7, b: 'one' });
  });
});
