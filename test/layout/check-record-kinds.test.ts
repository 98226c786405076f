import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { useBanks } from './banks.js';
import { appendBody, flaggedBody, keyedBody, recordsOf } from './record-kinds.js';

const banks = useBanks();

const problems = (bank: Bank, body: string): readonly string[] => {
  try {
    recordsOf(bank, body);
    return [];
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .map((line) => line.replace(/^otp\.yaml:\d+: /, ''));
  }
};

const append = (fields: string, rest = '') =>
  `  r: { offset: 0, slots: 4, stride: 32, kind: append, ${rest} fields: { ${fields} } }\n`;
const keyed = (fields: string, rest = 'key: id,') =>
  `  r: { offset: 0, slots: 4, stride: 32, kind: keyed, ${rest} fields: { ${fields} } }\n`;
const flagged = (fields: string, rest = 'valid: on,') =>
  `  r: { offset: 0, slots: 4, stride: 32, kind: flagged, ${rest} fields: { ${fields} } }\n`;
const word = 'v: { offset: 16, type: u64 }';

describe('records of the kinds of format 2', () => {
  it('are accepted as the examples have them', () => {
    expect(problems(banks.l4, appendBody(128))).toEqual([]);
    expect(problems(banks.l4, keyedBody(8))).toEqual([]);
    expect(problems(banks.f4, flaggedBody('0xA5A5FFFF'))).toEqual([]);
    expect(problems(banks.l4, flaggedBody('0xFFFFFFFF'))).toEqual([]);
  });

  it.each([
    [
      'a sequence in an append',
      append('v: { offset: 0, type: u64 }', 'sequence: v,'),
      'records.r.sequence: is for records of kind sequence, not append',
    ],
    [
      'a key in an append',
      append('v: { offset: 0, type: u64 }', 'key: v,'),
      'records.r.key: is for records of kind keyed, not append',
    ],
    [
      'a flag in a keyed record',
      keyed('id: { offset: 0, type: u32 }, v: { offset: 4, type: u32 }', 'key: id, valid: v,'),
      'records.r.valid: is for records of kind flagged, not keyed',
    ],
    [
      'the order of flags in an append',
      append('v: { offset: 0, type: u64 }', 'newest: first,'),
      'records.r.newest: a record of kind append takes highest or lowest',
    ],
    [
      'an order beside a sequence',
      '  r: { offset: 0, slots: 2, stride: 8, sequence: n, newest: highest, fields: { n: { offset: 0, type: u16 }, c: { offset: 2, type: crc, algorithm: crc32, over: [n] } } }\n',
      'records.r.newest: the sequence of a record shows which slot is the newest',
    ],
    [
      'no sequence',
      '  r: { offset: 0, slots: 2, stride: 8, fields: { n: { offset: 0, type: u16 }, c: { offset: 2, type: crc, algorithm: crc32, over: [n] } } }\n',
      'records.r: a record needs "sequence", the field that shows which slot is the newest, or another kind',
    ],
    [
      'several write units without a check',
      append('v: { offset: 0, type: bytes, length: 16 }'),
      'records.r.fields: takes 2 write units, so a power cut may leave a slot with some of them; it needs a check of 16 bits or more over all its fields, or a slot of one unit',
    ],
    [
      'a check of eight bits over several write units',
      append(
        'v: { offset: 0, type: bytes, length: 15 }, c: { offset: 15, type: sum, algorithm: sum8, over: [v] }',
      ),
      'records.r.fields: takes 2 write units',
    ],
    [
      'a check that leaves out a field',
      append(
        'v: { offset: 0, type: bytes, length: 12 }, w: { offset: 12, type: u16 }, c: { offset: 14, type: crc, algorithm: crc16-arc, over: [v] }',
      ),
      'records.r.fields: takes 2 write units',
    ],
    [
      'fields that may all be blank',
      append('v: { offset: 0, type: u64, allowBlank: true }'),
      'records.r.fields: a slot whose fields may all be blank would be taken for a free one',
    ],
    [
      'a slot larger than the stride',
      '  r: { offset: 0, slots: 2, stride: 8, kind: append, fields: { v: { offset: 0, type: bytes, length: 14 }, c: { offset: 14, type: crc, algorithm: crc16-arc, over: [v] } } }\n',
      'records.r.stride: a slot takes 16 bytes, more than the stride',
    ],
    [
      'a field of a stage',
      append('v: { offset: 0, type: u64, when: late }'),
      'records.r.fields.v.when: a record is written as a whole',
    ],
    ['no key', keyed('v: { offset: 0, type: u64 }', ''), 'records.r: a record of kind keyed needs "key"'],
    [
      'a key that there is not',
      keyed('v: { offset: 0, type: u64 }'),
      'records.r.key: the record has no field called "id"',
    ],
    [
      'a key of text',
      keyed('id: { offset: 0, type: ascii, length: 4 }, v: { offset: 4, type: u32 }'),
      'records.r.fields.id.type: a key is a u8, u16 … u64',
    ],
    [
      'a constant key',
      keyed('id: { offset: 0, type: u32, const: 1 }, v: { offset: 4, type: u32 }'),
      'records.r.fields.id.const: the unit data gives the key',
    ],
    [
      'a secret key',
      keyed('id: { offset: 0, type: u32, secret: true }, v: { offset: 4, type: u32 }'),
      'records.r.fields.id.secret: the unit data gives the key',
    ],
    [
      'an entry of nothing but its key',
      keyed('id: { offset: 0, type: u64 }'),
      'records.r.fields: an entry needs a field beside its key',
    ],
    ['no flag', flagged(word, ''), 'records.r: a record of kind flagged needs "valid"'],
    ['a flag that there is not', flagged(word), 'records.r.valid: the record has no field called "on"'],
    [
      'a flag of one name',
      flagged(`on: { offset: 0, type: u32, names: { yes: 1 } }, ${word}`),
      'records.r.fields.on: is an integer with two names',
    ],
    [
      'a flag that no write can change',
      flagged(`on: { offset: 0, type: u32, names: { yes: 1, no: 0 } }, ${word}`),
      'records.r.fields.on.names: a unit can be programmed only once',
    ],
    [
      'a flag that shares its unit',
      flagged('on: { offset: 0, type: u32, names: { yes: 0xFFFFFFFF, no: 0 } }, v: { offset: 4, type: u32 }'),
      'records.r.fields.on.offset: shares its write unit of 8 bytes with v',
    ],
    [
      'a check over the flag',
      flagged(
        `on: { offset: 0, type: u32, names: { yes: 0xFFFFFFFF, no: 0 } }, ${word}, c: { offset: 24, type: crc, algorithm: crc32, over: [on, v] }`,
      ),
      'records.r.fields.c.over: covers on or its write unit, which change when the slot is revoked',
    ],
    [
      'a flag with a default',
      flagged(`on: { offset: 0, type: u32, default: yes, names: { yes: 0xFFFFFFFF, no: 0 } }, ${word}`),
      'records.r.fields.on.default: a slot is written as one that counts',
    ],
  ])('are refused for %s', (_, text, problem) => {
    expect(problems(banks.l4, text)).toContainEqual(expect.stringContaining(problem));
  });

  it('are refused for a flag whose bits would have to be set', () => {
    const names = (active: string, revoked: string) =>
      problems(
        banks.f4,
        flagged(`on: { offset: 0, type: u32, names: { yes: ${active}, no: ${revoked} } }, ${word}`),
      );
    expect(names('0x0F', '0xF0')).toEqual([
      expect.stringContaining('records.r.fields.on.names: bits can only be cleared'),
    ]);
    // Whichever can become the other is the one that counts.
    expect(names('0x00', '0xF0')).toEqual([]);
    expect(names('0xF0', '0x00')).toEqual([]);
  });

  it('are refused where a name is taken', () => {
    expect(
      problems(
        banks.l4,
        `${keyedBody(2)}${appendBody(2).replace('rb:', 'value:').replace('offset: 0', 'offset: 64')}`,
      ),
    ).toEqual([]);
    expect(problems(banks.l4, `${appendBody(2)}${keyedBody(2).replace('entries', 'rb')}`)).toContainEqual(
      'records.rb: a field has this name too',
    );
    expect(
      problems(banks.l4, `${appendBody(2)}${appendBody(2).replace('highwater', 'other')}`),
    ).toContainEqual('records.other.fields.rb: another field has this name too');
  });
});
