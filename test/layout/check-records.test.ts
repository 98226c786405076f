import { describe, expect, it } from 'vitest';
import { layoutOf, useBanks } from './banks.js';
import { recordFields, threeSlots } from './records.js';

const banks = useBanks();

describe('a record is refused', () => {
  it.each([
    [
      'a slot off the write unit',
      threeSlots.replace('offset: 0\n', 'offset: 4\n'),
      /:4: records\.identity\.offset: 0x4 is not a multiple of 8/,
    ],
    [
      'a stride off the write unit',
      threeSlots.replace('stride: 8', 'stride: 12'),
      /:6: records\.identity\.stride: 0xC is not a multiple of 8/,
    ],
    [
      'a stride below the size',
      threeSlots.replaceAll('0x06', '0x08'),
      /:6: records\.identity\.stride: a slot takes 10 bytes/,
    ],
    [
      'slots past the bank',
      threeSlots.replace('slots: 3', 'slots: 129'),
      /:5: records\.identity\.slots: slot 129 begins at 0x400/,
    ],
    ['no slots', threeSlots.replace('slots: 3', 'slots: 0'), /:5: records\.identity\.slots: /],
    [
      'an endless number of slots',
      threeSlots.replace('slots: 3', 'slots: 4000000000'),
      /slot 4000000000 begins at/,
    ],
    [
      'a sequence that is not a field',
      threeSlots.replace('sequence: count', 'sequence: constructor'),
      /:7: records\.identity\.sequence: the record has no field called "constructor"/,
    ],
    [
      'a sequence of another type',
      threeSlots.replace('sequence: count', 'sequence: check'),
      /records\.identity\.fields\.check\.type: a sequence is a u8, u16 or u32/,
    ],
    [
      'a sequence with a default',
      threeSlots.replace('type: u16', 'type: u16, default: 1'),
      /:9: records\.identity\.fields\.count\.default: a sequence is counted/,
    ],
    [
      'a crc that is not last',
      threeSlots
        .replace(recordFields(), recordFields('      more: { offset: 0x08, type: u8 }\n'))
        .replace('stride: 8', 'stride: 16'),
      /:9: records\.identity\.fields: the last bytes of a record must be a crc/,
    ],
    [
      'a crc of 8 bits',
      threeSlots.replace('crc16-ccitt-false', 'crc8'),
      /:11: records\.identity\.fields\.check\.algorithm: a record needs 16 bits/,
    ],
    [
      'a crc that may be blank',
      threeSlots.replace('over:', 'allowBlank: true, over:'),
      /check\.allowBlank: the crc of a record shows/,
    ],
    [
      'a crc without the sequence',
      threeSlots.replace('[count, serial]', '[serial]'),
      /:11: records\.identity\.fields\.check\.over: .* but not count/,
    ],
    [
      'a crc over half a field',
      threeSlots.replace('over: [count, serial]', 'range: { offset: 0, length: 4 }'),
      /check\.range: .* but not serial/,
    ],
    [
      'a crc over a field elsewhere',
      `${threeSlots.replace('[count, serial]', '[count, serial, other]')}fields:\n  other: { offset: 0x20, type: u64 }\n`,
      /check\.over\.2: there is no field called "other"/,
    ],
    [
      'a stage of a single field',
      threeSlots.replace('type: u32', 'type: u32, when: late'),
      /:10: records\.identity\.fields\.serial\.when: a record is written as a whole/,
    ],
    [
      'a name that is taken',
      `${threeSlots}fields:\n  serial: { offset: 0x20, type: u64 }\n`,
      /records\.identity\.fields\.serial: another field has this name/,
    ],
    [
      'a field in the second slot',
      `${threeSlots}fields:\n  other: { offset: 0x0C, type: u8 }\n`,
      /:5: records\.identity\.slots: slot 2 takes memory that belongs to other/,
    ],
    [
      'overlapping fields',
      threeSlots.replace('0x02', '0x01'),
      /:10: records\.identity\.fields\.serial\.offset: overlaps the field count/,
    ],
  ])('for %s', (_what, body, message) => {
    expect(() => layoutOf(banks.l4, body)).toThrow(message);
  });

  it('for a field in a write unit that a slot ends in', () => {
    const body = threeSlots.replace('stride: 8', 'stride: 16').replaceAll('0x06', '0x08');
    const beside = `${body}fields:\n  other: { offset: 0x0C, type: u8 }\n`;
    expect(() => layoutOf(banks.l4, beside)).toThrow(/slot 1 takes memory that belongs to other/);
    expect(() => layoutOf(banks.f4, beside)).not.toThrow();
  });

  it('for slots in the lock bytes, and for two records that overlap', () => {
    const locks = threeSlots.replace('offset: 0\n', 'offset: 0x1F4\n').replace('slots: 3', 'slots: 2');
    expect(() => layoutOf(banks.f4, locks)).toThrow(
      /:5: records\.identity\.slots: slot 2 ends at 0x203, outside/,
    );
    const body = threeSlots.slice(threeSlots.indexOf('  identity'));
    const second = body.replace('identity', 'again').replaceAll(/count|serial|check/g, (name) => `${name}2`);
    expect(() => layoutOf(banks.f4, `${threeSlots}${second}`)).toThrow(
      /slot 1 takes memory that belongs to again slot 1/,
    );
  });

  it('for slots in lock bytes that lie before the data', () => {
    const { otp } = banks.f4;
    const locksFirst = {
      ...banks.f4,
      otp: { ...otp, data: { ...otp.data, offset: 0x10 }, locks: otp.locks && { ...otp.locks, offset: 0 } },
    };
    expect(() => layoutOf(locksFirst, threeSlots)).toThrow(
      /:5: records\.identity\.slots: slot 2 begins at 0x8, before the data area, which begins at 0x10/,
    );
    expect(() => layoutOf(locksFirst, threeSlots.replace('offset: 0\n', 'offset: 0x10\n'))).not.toThrow();
  });

  it('when there is neither a field nor a record', () => {
    expect(() => layoutOf(banks.f4, 'fill: 0\n')).toThrow(
      /fields: a layout needs "fields", "records" or both/,
    );
  });
});
