import { describe, expect, it } from 'vitest';
import {
  decodeLayout,
  decodeSlots,
  encodeLayout,
  type Layout,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { memoryOf } from './memory.js';

const banks = useBanks();

const fields = (rest = '') => `
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: u32 }
      check: { offset: 0x06, type: crc, algorithm: crc16-ccitt-false, over: [count, serial] }
${rest}`;
const record = (head: string, body = fields()) =>
  `records:\n  identity:\n    ${head}\n    sequence: count\n    fields:${body}`;
/** Three slots of one L4 double word each; line 2 is `records:`. */
const plain = record('{}').replace('{}', 'offset: 0\n    slots: 3\n    stride: 8');

const encode = (layout: Layout, serial: number, options = {}) =>
  encodeLayout(layout, unitDataFromObject({ serial }), options);
const serialOf = (layout: Layout, read: Parameters<typeof decodeLayout>[1]) =>
  decodeLayout(layout, read).find(({ name }) => name === 'serial');
const states = (layout: Layout, read: Parameters<typeof decodeLayout>[1]) =>
  decodeSlots(layout, read).map(({ state }) => state);

describe('a record is refused', () => {
  it.each([
    [
      'a slot off the write unit',
      plain.replace('offset: 0\n', 'offset: 4\n'),
      /:4: records\.identity\.offset: 0x4 is no multiple of 8/,
    ],
    [
      'a stride off the write unit',
      plain.replace('stride: 8', 'stride: 12'),
      /:6: records\.identity\.stride: 0xC is no multiple of 8/,
    ],
    [
      'a stride below the size',
      plain.replaceAll('0x06', '0x08'),
      /:6: records\.identity\.stride: a slot takes 10 bytes/,
    ],
    [
      'slots past the bank',
      plain.replace('slots: 3', 'slots: 129'),
      /:5: records\.identity\.slots: slot 129 begins at 0x400/,
    ],
    ['no slots', plain.replace('slots: 3', 'slots: 0'), /:5: records\.identity\.slots: /],
    [
      'an endless number of slots',
      plain.replace('slots: 3', 'slots: 4000000000'),
      /slot 4000000000 begins at/,
    ],
    [
      'a sequence that is no field',
      plain.replace('sequence: count', 'sequence: constructor'),
      /:7: records\.identity\.sequence: the record has no field called "constructor"/,
    ],
    [
      'a sequence of another type',
      plain.replace('sequence: count', 'sequence: check'),
      /records\.identity\.fields\.check\.type: a sequence is a u8, u16 or u32/,
    ],
    [
      'a sequence with a default',
      plain.replace('type: u16', 'type: u16, default: 1'),
      /:9: records\.identity\.fields\.count\.default: a sequence is counted/,
    ],
    [
      'a crc that is not last',
      plain
        .replace(fields(), fields('      more: { offset: 0x08, type: u8 }\n'))
        .replace('stride: 8', 'stride: 16'),
      /:9: records\.identity\.fields: the last bytes of a record must be a crc/,
    ],
    [
      'a crc of 8 bits',
      plain.replace('crc16-ccitt-false', 'crc8'),
      /:11: records\.identity\.fields\.check\.algorithm: a record needs 16 bits/,
    ],
    [
      'a crc that may be blank',
      plain.replace('over:', 'allowBlank: true, over:'),
      /check\.allowBlank: the crc of a record shows/,
    ],
    [
      'a crc without the sequence',
      plain.replace('[count, serial]', '[serial]'),
      /:11: records\.identity\.fields\.check\.over: .* but not count/,
    ],
    [
      'a crc over half a field',
      plain.replace('over: [count, serial]', 'range: { offset: 0, length: 4 }'),
      /check\.range: .* but not serial/,
    ],
    [
      'a crc over a field elsewhere',
      `${plain.replace('[count, serial]', '[count, serial, other]')}fields:\n  other: { offset: 0x20, type: u64 }\n`,
      /check\.over\.2: there is no field called "other"/,
    ],
    [
      'a stage of a single field',
      plain.replace('type: u32', 'type: u32, when: late'),
      /:10: records\.identity\.fields\.serial\.when: a record is written as a whole/,
    ],
    [
      'a name that is taken',
      `${plain}fields:\n  serial: { offset: 0x20, type: u64 }\n`,
      /records\.identity\.fields\.serial: another field has this name/,
    ],
    [
      'a field in the second slot',
      `${plain}fields:\n  other: { offset: 0x0C, type: u8 }\n`,
      /:5: records\.identity\.slots: slot 2 takes memory that belongs to other/,
    ],
    [
      'overlapping fields',
      plain.replace('0x02', '0x01'),
      /:10: records\.identity\.fields\.serial\.offset: overlaps the field count/,
    ],
  ])('for %s', (_what, body, message) => {
    expect(() => layoutOf(banks.l4, body)).toThrow(message);
  });

  it('for a field in a write unit that a slot ends in', () => {
    const body = plain.replace('stride: 8', 'stride: 16').replaceAll('0x06', '0x08');
    const beside = `${body}fields:\n  other: { offset: 0x0C, type: u8 }\n`;
    expect(() => layoutOf(banks.l4, beside)).toThrow(/slot 1 takes memory that belongs to other/);
    expect(() => layoutOf(banks.f4, beside)).not.toThrow();
  });

  it('for slots in the lock bytes, and for two records that overlap', () => {
    const locks = plain.replace('offset: 0\n', 'offset: 0x1F4\n').replace('slots: 3', 'slots: 2');
    expect(() => layoutOf(banks.f4, locks)).toThrow(
      /:5: records\.identity\.slots: slot 2 ends at 0x203, outside/,
    );
    const body = plain.slice(plain.indexOf('  identity'));
    const second = body.replace('identity', 'again').replaceAll(/count|serial|check/g, (name) => `${name}2`);
    expect(() => layoutOf(banks.f4, `${plain}${second}`)).toThrow(
      /slot 1 takes memory that belongs to again slot 1/,
    );
  });

  it('when there is neither a field nor a record', () => {
    expect(() => layoutOf(banks.f4, 'fill: 0\n')).toThrow(
      /fields: a layout needs "fields", "records" or both/,
    );
  });
});

describe('encoding a record', () => {
  it('writes slot 1 with sequence 1, and nothing of the others', () => {
    const { image, slots } = encode(layoutOf(banks.l4, plain), 0x1234);
    expect(slots).toEqual([{ record: 'identity', slot: 1, sequence: 1, found: 'unknown', slots: [] }]);
    // CRC-16/IBM-3740 of 01 00 34 12 00 00.
    expect(image.segments.map(({ address, bytes }) => [address, Buffer.from(bytes).toString('hex')])).toEqual(
      [[0x1fff7000, '010034120000ab80']],
    );
    expect(image.originAt(0x1fff7002)).toMatchObject({ field: 'serial', line: 10 });
  });

  it('gives a slot that is asked for its number as sequence', () => {
    const { image, slots } = encode(layoutOf(banks.l4, plain), 1, { slot: 3 });
    expect(slots).toMatchObject([{ slot: 3, sequence: 3 }]);
    expect(image.segments).toMatchObject([{ address: 0x1fff7010 }]);
  });

  it('stays with the newest slot if it holds these values', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.write(encode(layout, 1, memory).image);
    memory.write(encode(layout, 2, memory).image);
    const again = encode(layout, 2, memory);
    expect(again.slots).toMatchObject([{ slot: 2, sequence: 2, found: 'valid' }]);
    for (const { address, bytes } of again.image.segments) {
      expect(memory.read(address, bytes.length)).toEqual(bytes);
    }
    // The values of an older slot are written anew: they have to be the newest ones.
    expect(encode(layout, 1, memory).slots).toMatchObject([{ slot: 3, sequence: 3, found: 'blank' }]);
  });

  it('goes past slots that are spoilt, and back when none is left behind', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.damage(0x1fff7000);
    expect(encode(layout, 1, memory).slots).toMatchObject([{ slot: 2, sequence: 2 }]);
    const late = memoryOf(layout.bank);
    late.write(encode(layout, 1, { slot: 3 }).image);
    const first = encode(layout, 2, late);
    expect(first.slots).toMatchObject([{ slot: 1, sequence: 4 }]);
    late.write(first.image);
    expect(serialOf(layout, late.read)).toMatchObject({ value: 2, slot: 1, record: 'identity' });
  });

  it('goes on behind the newest slot before it comes back', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.write(encode(layout, 1, { slot: 2 }).image);
    expect(encode(layout, 2, memory).slots).toMatchObject([{ slot: 3, sequence: 3 }]);
  });

  it('refuses when no slot is left, and tells what each holds', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.write(encode(layout, 1).image);
    memory.damage(0x1fff7008);
    memory.bytes.set([1], 0x16);
    expect(() => encode(layout, 2, memory)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOTS_FULL',
        exitCode: 5,
        message:
          'otp.yaml:4: records.identity: no slot is left for other values: slot 1 valid (sequence 1), slot 2 damaged, slot 3 invalid',
      }),
    );
    expect(encode(layout, 1, memory).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
  });

  it('refuses a used slot that is asked for, and one that is none', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.write(encode(layout, 1).image);
    expect(() => encode(layout, 2, { ...memory, slot: 1 })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_SLOT_USED', exitCode: 5 }),
    );
    expect(encode(layout, 1, { ...memory, slot: 1 }).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(encode(layout, 1, { ...memory, slot: 2 }).slots).toMatchObject([{ slot: 2, sequence: 2 }]);
    for (const slot of [0, 4, { identity: 4 }, { other: 1 }]) {
      expect(() => encode(layout, 1, { slot })).toThrow(
        expect.objectContaining({ code: 'LAYOUT_SLOT_UNKNOWN', exitCode: 2 }),
      );
    }
    const without = layoutOf(banks.l4, 'fields:\n  serial: { offset: 0, type: u64 }\n');
    for (const options of [{ slot: 1 }, memory]) {
      expect(() => encode(without, 1, options)).toThrow(/the layout has no records/);
    }
  });

  it('takes no value for the sequence, and asks for the others by name', () => {
    const layout = layoutOf(banks.l4, plain);
    const data = (values: { [name: string]: unknown }) => () =>
      encodeLayout(layout, unitDataFromObject(values));
    expect(data({ serial: 1, count: 1 })).toThrow(/count takes no value: it counts the writes of its record/);
    expect(data({})).toThrow(/no value is given for serial \(otp\.yaml:10\)$/);
    expect(data({ serail: 1 })).toThrow(expect.objectContaining({ remedy: 'Did you mean serial?' }));
  });

  it('chooses for each of several records by itself, by the stage that writes it', () => {
    const body = plain.slice(plain.indexOf('  identity'));
    const gain = body
      .replace('identity', 'calibration')
      .replace('offset: 0\n', 'offset: 0x40\n    when: late\n')
      .replaceAll(/count|serial|check/g, (name) => `${name}2`);
    const layout = layoutOf(banks.l4, `${plain}${gain}`);
    const data = unitDataFromObject({ serial: 1, serial2: 2 });
    expect(encodeLayout(layout, data, { slot: { calibration: 2 } }).slots).toMatchObject([
      { record: 'identity', slot: 1 },
      { record: 'calibration', slot: 2 },
    ]);
    expect(() => encodeLayout(layout, data, { slot: 2 })).toThrow(/slot 2 could be of any record/);
    const late = { stages: ['late'] };
    expect(encodeLayout(layout, data, late).slots.map(({ record: name }) => name)).toEqual([
      'identity',
      'calibration',
    ]);
  });
});

describe('decoding a record', () => {
  it('has no value before the first slot is whole', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    expect(serialOf(layout, memory.read)).toMatchObject({ state: 'blank' });
    expect(serialOf(layout, () => undefined)).toMatchObject({ state: 'absent' });
    memory.bytes.set([1, 0, 7], 0);
    expect(serialOf(layout, memory.read)).toEqual({
      name: 'serial',
      type: 'u32',
      address: 0x1fff7002,
      length: 4,
      secret: false,
      record: 'identity',
      state: 'invalid',
      problem: 'no slot holds a whole record',
    });
  });

  it('shows each field of a record once, behind those that stand alone', () => {
    const layout = layoutOf(banks.l4, `${plain}fields:\n  id: { offset: 0x40, type: u64 }\n`);
    const memory = memoryOf(layout.bank);
    expect(decodeLayout(layout, memory.read).map(({ name }) => name)).toEqual([
      'id',
      'count',
      'serial',
      'check',
    ]);
  });

  it('tells the states of slots apart', () => {
    const body = plain.replace('stride: 8', 'stride: 16').replace('slots: 3', 'slots: 6');
    const layout = layoutOf(
      banks.l4,
      `fill: 0\n${body.replace('u32', 'bytes, length: 8').replaceAll('0x06', '0x0A')}`,
    );
    const memory = memoryOf(layout.bank);
    const data = unitDataFromObject({ serial: '0102030405060708' });
    memory.write(encodeLayout(layout, data).image);
    memory.bytes.set([1], 0x10);
    memory.bytes.set(new Uint8Array(16), 0x20);
    memory.damage(0x1fff7038);
    memory.damage(0x1fff7040);
    memory.damage(0x1fff7048);
    expect(states(layout, memory.read)).toEqual([
      'valid',
      'partial',
      'invalid',
      'damaged',
      'absent',
      'blank',
    ]);
    expect(decodeSlots(layout, memory.read)[0]).toEqual({
      record: 'identity',
      slot: 1,
      address: 0x1fff7000,
      length: 12,
      state: 'valid',
      sequence: 1,
      newest: true,
    });
  });

  it('does not take a slot for blank while a byte of its units beside the fields is written', () => {
    const { locks: _locks, ...otp } = banks.f4.otp;
    const words = { ...banks.f4, otp: { ...otp, writeUnit: 4 as const } };
    const apart = plain.replace('stride: 8', 'stride: 12').replace('0x06', '0x08');
    const layout = layoutOf(words, `fill: 0\n${apart}`);
    const memory = memoryOf(words);
    memory.bytes.set([0], 0x06);
    expect(states(layout, memory.read)).toEqual(['invalid', 'blank', 'blank']);
    expect(encode(layout, 1, memory).slots).toMatchObject([{ slot: 2 }]);
  });

  it('never takes zeros for a record, even where their crc is zero', () => {
    const layout = layoutOf(banks.f4, plain.replace('crc16-ccitt-false', 'crc16-xmodem'));
    const memory = memoryOf(layout.bank);
    memory.bytes.fill(0, 0, 8);
    expect(states(layout, memory.read)).toEqual(['invalid', 'blank', 'blank']);
  });

  it('takes the higher slot of two that have one sequence', () => {
    const layout = layoutOf(banks.l4, plain);
    const memory = memoryOf(layout.bank);
    memory.write(encode(layout, 1).image);
    memory.bytes.copyWithin(8, 0, 8);
    expect(decodeSlots(layout, memory.read).map(({ newest }) => newest)).toEqual([false, true, false]);
  });

  it('decodes an image that holds one slot only', () => {
    const layout = layoutOf(banks.l4, plain);
    const { image } = encode(layout, 5, { slot: 2 });
    const read = (address: number, length: number) => image.read(address, length);
    expect(serialOf(layout, read)).toMatchObject({ value: 5, slot: 2 });
    expect(states(layout, read)).toEqual(['absent', 'valid', 'absent']);
  });
});

describe('locks over slots', () => {
  const locked = (blocks: string, stride: number) =>
    layoutOf(banks.f4, `lock: ${blocks}\n${plain.replace('stride: 8', `stride: ${stride}`)}`);

  it('warn of slots that are still free, and are no reason to wait', () => {
    const { image, warnings } = encode(locked('[0]', 8), 1);
    expect(image.byteAt(0x1fff7a00)).toBe(0);
    expect(warnings).toMatchObject([
      { code: 'LOCK_OF_FREE_SLOT', message: expect.stringContaining('block 0 holds slots 2, 3 of identity') },
    ]);
    expect(encode(locked('[0]', 32), 1).warnings).toEqual([]);
  });

  it('warn by what the chip holds where it was read', () => {
    const layout = locked('[0, 1, 2]', 32);
    const memory = memoryOf(layout.bank);
    memory.bytes.set([0], 0);
    expect(encode(layout, 1, memory).warnings).toMatchObject([
      { code: 'LOCK_OF_FREE_SLOT', message: expect.stringContaining('block 2 holds slot 3') },
    ]);
  });

  it('take blank slots of locked blocks out of choice', () => {
    const layout = locked('[]', 32);
    const memory = memoryOf(layout.bank);
    memory.bytes.set([0x00, 0xff, 0x7f], 0x200);
    expect(states(layout, memory.read)).toEqual(['locked', 'blank', 'locked']);
    expect(encode(layout, 1, memory).slots).toMatchObject([{ slot: 2 }]);
    expect(() => encode(layout, 1, { ...memory, slot: 1 })).toThrow(/slot 1 locked/);
    expect(serialOf(layout, memory.read)).toMatchObject({ state: 'blank' });
  });
});
