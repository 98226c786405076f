import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { checkLine, parseLine } from '../../src/line/index.js';
import { f4, l4 } from '../support/banks.js';
import { lineText } from './lines.js';

const now = new Date('2026-11-29T10:00:00Z');

/** Fields of a layout of the STM32F4, whose cells can be written one by one. */
function layoutOf(fields: Readonly<Record<string, string>>, more = '', bank = f4) {
  let offset = 0;
  const lines = Object.entries(fields).map(([name, text]) => {
    const line = `  ${name}: { offset: ${offset}, ${text} }`;
    offset += 36;
    return line;
  });
  const text = ['format: otpforge.layout/2', 'fields:', ...lines, more].join('\n');
  return parseLayout(`${text}\n`, 'otp.yaml', bank);
}

type Fields = Readonly<Record<string, string>>;

function check(fields: Fields, values: Fields, more = '') {
  const lines = Object.entries(values).map(([name, value]) => `  "${name}": ${value}`);
  const text = lineText({ timezone: 'Europe/Berlin', values: `\n${lines.join('\n')}` });
  return checkLine(
    parseLine(lines.length > 0 ? text : lineText({}), 'line.yaml'),
    layoutOf(fields, more),
    now,
  );
}

function problemOf(fields: Fields, values: Fields, more = ''): OtpforgeError {
  try {
    check(fields, values, more);
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
  return expect.unreachable('it was taken');
}

const serial = 'type: ascii, length: 16, pad: 0, unique: true';
const mac = 'type: mac';
const macs = '{ pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:0F" }';

describe('a line and its layout', () => {
  it('fit where each field has a source that its type takes', () => {
    const fields = {
      serial,
      mac,
      eui: 'type: eui64',
      board: 'type: uuid',
      key: 'type: bytes, length: 16, secret: true',
      token: 'type: bytes, length: 32, secret: true',
      lot: 'type: ascii, length: 16, pad: 0',
      customer: 'type: u32, unique: true',
      count: 'type: u16, unique: true',
      uid: 'type: uid',
      maker: 'type: ascii, length: 4, const: ACME',
      rev: 'type: u8, default: 3',
      crc: 'type: crc, algorithm: crc32, over: [serial]',
    };
    const warnings = check(fields, {
      serial: '{ sequence: "SN-{yy}{ww}-{n:06}{check}", check: mod37-36, reset: week }',
      mac: macs,
      eui: '{ derive: mac }',
      board: '{ uuid: v4 }',
      key: '{ random: 16, recipient: keys.pub }',
      token: '{ hook: [./ask.sh] }',
      lot: '{ scan: "LOT-[0-9]{6}" }',
      customer: '{ list: acme, scope: acme }',
      count: '{ sequence: "{n:04}" }',
    });
    expect(warnings).toEqual([]);
  });

  it('are refused for a field that the layout lacks, or gives', () => {
    expect(problemOf({ serial }, { serail: '{ sequence: "{n:04}" }' })).toMatchObject({
      code: 'LAYOUT_FIELD_UNKNOWN',
      message: 'line.yaml:8: otp.yaml has no field called "serail"',
      remedy: 'Did you mean serial?',
    });
    expect(problemOf({ serial: 'type: u8, const: 1' }, { serial: '{ sequence: "{n:02}" }' })).toMatchObject({
      code: 'LAYOUT_FIELD_FIXED',
    });
  });

  it('are refused for a secret of no stage where the layout has stages', () => {
    const fields = { key: 'type: bytes, length: 16, secret: true', rev: 'type: u8, when: rework' };
    const key = { key: '{ random: 16, recipient: keys.pub }', rev: '{ sequence: "{n:02}" }' };
    expect(problemOf(fields, key).message).toContain('key: is secret and belongs to no stage (otp.yaml:3)');
    expect(check({ ...fields, key: `${fields.key}, when: rework` }, key)).toBeDefined();
  });

  it('are refused for all fields without a source', () => {
    const error = problemOf({ serial, mac, rev: 'type: u8, default: 3' }, {});
    expect(error.code).toBe('LINE_INVALID');
    expect(error.message.split('\n')).toEqual([
      'line.yaml:1: values: serial of the layout (otp.yaml:3) has no source, and no default',
      'line.yaml:1: values: mac of the layout (otp.yaml:4) has no source, and no default',
    ]);
  });

  it.each<[string, string, string]>([
    ['type: ascii, length: 8, pad: 0', '{ sequence: "SERIAL-{n:06}" }', 'its value "SERIAL-000001" '],
    ['type: u16', '{ sequence: "{n:06}" }', 'its value "999999" '],
    ['type: u16', '{ sequence: "{n:04x}" }', 'its value "ffff" '],
    ['type: u16', '{ sequence: "A{n:04}" }', 'its value "A0001" '],
    ['type: ascii, length: 8, pad: 0, pattern: "[0-7]+"', '{ sequence: "{n:04}" }', 'its value "9999" '],
    [
      'type: ascii, length: 20, pad: 0',
      macs,
      'is of type ascii in the layout, and values of pool go to mac, eui48, eui64',
    ],
    ['type: mac, prefix: "02:00:5F"', macs, 'its value "02:00:5E:10:00:00" must begin with 02:00:5F'],
    ['type: eui64', macs, 'has 8 bytes in the layout, and the pool macs has addresses of 6'],
    [
      'type: ascii, length: 36',
      '{ uuid: v4 }',
      'is of type ascii in the layout, and values of uuid go to uuid',
    ],
    ['type: u64', '{ random: 8 }', 'is of type u64 in the layout, and values of random go to bytes'],
    ['type: bytes, length: 8', '{ random: 16 }', 'has 8 bytes in the layout, and its source gives 16'],
    [
      'type: eui64',
      '{ derive: hidden }',
      'is derived from hidden, which is secret: whoever reads one knows the other',
    ],
    ['type: mac', '{ derive: other }', 'is of type mac in the layout, and values of derive go to eui64'],
    ['type: eui64', '{ derive: other }', 'is derived from other, which is of type u8 and not mac or eui48'],
    ['type: eui64', '{ derive: mac2 }', 'is derived from mac2, which the layout does not have'],
  ])('are refused where a field "%s" has %s', (field, value, problem) => {
    const error = problemOf(
      {
        id: field,
        other: 'type: u8, default: 3',
        hidden: 'type: mac, secret: true, default: "02:00:5E:00:00:01"',
      },
      { id: value },
    );
    expect(error.code).toBe('LINE_INVALID');
    expect(error.message).toContain(`line.yaml:8: values.id: ${problem}`);
  });
});

describe('a secret field', () => {
  const key = 'type: bytes, length: 16, secret: true';

  it.each([
    ['{ random: 16 }', 'is secret and random: once it is burnt, nobody else has the value'],
    ['{ list: keys }', 'is secret, and the ledger keeps values of list in clear'],
    ['{ scan: "[0-9A-F]{32}" }', 'is secret, and the ledger keeps values of scan in clear'],
    ['{ sequence: "{n:06}" }', 'is secret, and the ledger keeps values of sequence in clear'],
  ])('may not have %s', (value, problem) => {
    expect(problemOf({ key, serial }, { key: value, serial: '{ sequence: "{n:04}" }' }).message).toContain(
      `line.yaml:8: values.key: ${problem}`,
    );
  });
});

describe('a unique field', () => {
  it('may not have a default, or little of chance', () => {
    expect(problemOf({ serial: 'type: u32, default: 7, unique: true' }, {}).message).toContain(
      'serial is unique in the layout (otp.yaml:3), and its default is the same for every unit',
    );
    const id = (length: number) => `type: bytes, length: ${length}, unique: true`;
    expect(problemOf({ id: id(7) }, { id: '{ random: 7 }' }).message).toContain(
      'is unique in the layout, and has 7 random bytes; 8 are the fewest',
    );
    expect(check({ id: id(8) }, { id: '{ random: 8 }' })).toEqual([]);
  });

  it('alone may have a scope, one for all of its elements', () => {
    const lot = 'type: u8';
    expect(problemOf({ lot }, { lot: '{ scan: "[0-9]", scope: acme }' }).message).toContain(
      'values.lot: has a scope, and is not unique in the layout',
    );
    const rev = 'type: u32, repeat: 2, unique: true';
    const of = (scope: string, pattern: string) => `{ scan: "${pattern}", scope: ${scope} }`;
    expect(check({ rev }, { 'rev[0]': of('a', '1.'), 'rev[1]': of('a', '2.') })).toEqual([]);
    expect(problemOf({ rev }, { 'rev[0]': of('a', '1.'), 'rev[1]': of('b', '2.') }).message).toContain(
      'values.rev[1]: has the scope b, and another element has a',
    );
  });

  it('is in each list, whose rows are found by it', () => {
    const fields = { serial, lot: 'type: u8' };
    expect(check(fields, { serial: '{ list: acme }', lot: '{ list: acme, column: Lot }' })).toEqual([]);
    const byLot = { serial: '{ list: acme, by: scan }', lot: '{ list: acme, by: scan }' };
    expect(problemOf(fields, byLot).message).toMatch(
      /^\S+ values\.lot: chooses the row of its list, and is not unique in the layout$/,
    );
    const error = problemOf(fields, { serial: '{ list: acme }', lot: '{ list: other }' });
    expect(error.message).toContain('values.lot: the list other has no unique field');
  });
});

describe('a field that a signer computes', () => {
  it('has its signer in the line', () => {
    const layout = layoutOf({ serial, proof: 'type: computed, length: 16, by: line, over: [serial]' });
    const line = (signers: string) =>
      parseLine(lineText({ values: '{ serial: { sequence: "{n:04}" } }', signers }), 'line.yaml');
    expect(() => checkLine(line('{}'), layout, now)).toThrow(
      /signers: proof of the layout \(otp.yaml:\d+\) is computed by line, which is missing/,
    );
    expect(checkLine(line('{ line: { command: [./sign.sh] } }'), layout, now)).toEqual([]);
  });
});

describe('names of a layout that are not plain', () => {
  it('are those of tables: elements, members, bits and entries', () => {
    const fields = {
      rev: 'type: u8, repeat: 2',
      keys: 'type: group, repeat: 1, fields: { id: { offset: 0, type: u16 } }',
      flags: 'type: bits, bytes: 1, bits: { secure: 0, slow: { at: 1, default: 1 } }',
    };
    const one = '{ scan: "[01]" }';
    const error = problemOf(fields, { 'rev[0]': one });
    expect(error.message).not.toContain('rev[0]');
    for (const name of ['rev[1]', 'keys[0].id', 'flags.secure'])
      expect(error.message).toContain(`values: ${name} of the layout`);
    expect(error.message).not.toContain('flags.slow');
    expect(check(fields, { 'rev[0]': one, 'rev[1]': one, 'keys[0].id': one, 'flags.secure': one })).toEqual(
      [],
    );
  });

  it('are those of records once, without what their slots count, and entries if any', () => {
    const records = [
      'records:',
      '  ids:',
      '    { offset: 256, slots: 3, stride: 16, sequence: no, fields: {',
      '      no: { offset: 0, type: u16 }, lot: { offset: 2, type: u16 },',
      '      check: { offset: 12, type: crc, algorithm: crc32, over: [no, lot] } } }',
      '  entries:',
      '    { kind: keyed, key: id, offset: 384, slots: 3, stride: 16, fields: {',
      '      id: { offset: 0, type: u16 }, value: { offset: 2, type: u16 },',
      '      sum: { offset: 12, type: crc, algorithm: crc32, over: [id, value] } } }',
    ].join('\n');
    const error = problemOf({ serial }, { serial: '{ sequence: "{n:04}" }' }, records);
    expect(error.message.split('\n')).toEqual([
      expect.stringContaining('the record entries'),
      expect.stringMatching(/^line.yaml:8: values: lot of the layout \(otp.yaml:\d+\) has no source/),
    ]);
    const values = { serial: '{ sequence: "{n:04}" }', lot: '{ scan: "[0-9]+" }' };
    expect(check({ serial }, values, records.slice(0, records.indexOf('  entries:')))).toEqual([]);
    const keyed = /line.yaml:3: layout: the record entries \(otp.yaml:\d+\) is keyed, and a line cannot burn/;
    expect(problemOf({ serial }, values, records).message).toMatch(keyed);
  });
});

describe('a line is warned', () => {
  const sequenced = lineText({ values: '{ serial: { sequence: "{n:06}" } }' });

  it('of a write-once layout without records', () => {
    const line = parseLine(sequenced, 'line.yaml');
    const text = `${['format: otpforge.layout/2', 'fields:', `  serial: { offset: 0, ${serial} }`].join('\n')}\n`;
    expect(checkLine(line, parseLayout(text, 'otp.yaml', l4), now)).toEqual([
      {
        code: 'POWER_CUT_COSTS_UNIT',
        message: expect.stringContaining('otp.yaml: serial: a power cut while they are burnt costs the unit'),
      },
    ]);
    expect(checkLine(line, parseLayout(text, 'otp.yaml', f4), now)).toEqual([]);
  });

  it('of a counted value that two units may have', () => {
    const line = parseLine(sequenced, 'line.yaml');
    const layout = layoutOf({ serial: 'type: ascii, length: 16, pad: 0' });
    expect(checkLine(line, layout, now)).toEqual([
      {
        code: 'SEQUENCE_NOT_UNIQUE',
        message: expect.stringMatching(/^line.yaml:6: values.serial: is not unique in the layout/),
      },
    ]);
  });
});
