import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { encodeLayout, type Layout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { memoryOf } from './memory.js';

const banks = useBanks();

const body = [
  'lock: [0]',
  'fields:',
  '  a: { offset: 0, type: u16, when: factory }',
  '  s: { offset: 2, type: ascii, length: 4, when: factory }',
  '  b: { offset: 8, type: u16, when: final }',
  '  c: { offset: 16, type: crc, algorithm: crc32, over: [a, s, b], when: final }',
  '',
].join('\n');

const encode = (layout: Layout, values: object, options: Parameters<typeof encodeLayout>[2]) =>
  encodeLayout(layout, unitDataFromObject({ ...values }), options);
const caught = (work: () => unknown): OtpforgeError => {
  try {
    work();
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe.each(['f4', 'l4'] as const)('a stage whose fields are on the chip, on %s', (name) => {
  const filled = name === 'l4' ? `fill: 0\n${body.replace('lock: [0]\n', '')}` : body;
  const burnt = (text = filled) => {
    const bank = banks[name];
    const layout = layoutOf(bank, text);
    const memory = memoryOf(bank);
    memory.write(encode(layout, { a: 0x1234, s: 'SN42' }, { stages: ['factory'] }).image);
    return { bank, layout, memory };
  };

  it('needs no values for a check over it, which is that of all values at once', () => {
    const { bank, layout, memory } = burnt();
    const { image } = encode(layout, { b: 7 }, { stages: ['final'], read: memory.read });
    const whole = encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, {}).image;
    const { address } = layout.fields.at(-1)!;
    expect(image.read(address, 4)).toEqual(whole.read(address, 4));
    expect(image.byteAt(bank.otp.base)).toBeUndefined();
  });

  it('counts for the lock of a block', () => {
    const { bank, layout, memory } = burnt();
    const { image, warnings } = encode(layout, { b: 7 }, { stages: ['final'], read: memory.read });
    const lock = bank.otp.base + (bank.otp.locks?.offset ?? 0);
    expect(warnings.map(({ code }) => code)).not.toContain('LOCK_DEFERRED');
    if (bank.otp.locks) expect(image.byteAt(lock)).toBe(0);
  });

  it('takes its values again, and no others', () => {
    const { layout, memory } = burnt();
    const options = { stages: ['final'], read: memory.read };
    expect(() => encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, options)).not.toThrow();
    const error = caught(() => encode(layout, { s: 'SN43', b: 7 }, options));
    expect(error).toMatchObject({ code: 'LAYOUT_VALUE_HELD', exitCode: 5 });
    expect(error.message).toMatch(
      /: s is 53 4E 34 33, and the chip holds 53 4E 34 32, which stage "factory" wrote/,
    );
    expect(error.withoutMemory().message).not.toContain('53 4E');
  });

  it('counts as missing while it is blank', () => {
    const bank = banks[name];
    const layout = layoutOf(bank, filled);
    const { read } = memoryOf(bank);
    expect(caught(() => encode(layout, { b: 7 }, { stages: ['final'], read })).message).toMatch(
      /no value is given for a .*, s /,
    );
    const { warnings } = encode(layout, { a: 1, s: 'SN42', b: 7 }, { stages: ['final'], read });
    if (bank.otp.locks) expect(warnings).toMatchObject([{ code: 'LOCK_DEFERRED' }]);
  });

  it('is not relied on where it breaks a rule, whatever the data say', () => {
    const { layout, memory } = burnt();
    memory.bytes[2] = 0x80;
    const options = { stages: ['final'], read: memory.read };
    const error = caught(() => encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, options));
    expect(error).toMatchObject({ code: 'LAYOUT_VALUE_HELD', details: { field: 's', state: 'invalid' } });
  });

  it('is not relied on where a check of its own stage does not fit', () => {
    const { layout, memory } = burnt(
      `${filled}  d: { offset: 24, type: crc, algorithm: crc32, over: [a, s], when: factory }\n`,
    );
    const options = { stages: ['final'], read: memory.read };
    expect(() => encode(layout, { b: 7 }, options)).not.toThrow();
    memory.bytes[0]! &= 0xf0;
    expect(() => encode(layout, { b: 7 }, options)).toThrow(/no value is given for a/);
    expect(() => encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, options)).toThrow(
      expect.objectContaining({ code: 'LAYOUT_VALUE_HELD' }),
    );
  });

  it('is not relied on where it cannot be read', () => {
    const { bank, layout, memory } = burnt();
    memory.damage(bank.otp.base);
    const error = caught(() =>
      encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, { stages: ['final'], read: memory.read }),
    );
    expect(error).toMatchObject({ code: 'LAYOUT_VALUE_HELD', details: { state: 'absent' } });
  });

  it('shows nothing of a secret', () => {
    const { layout, memory } = burnt(filled.replace('length: 4,', 'length: 4, secret: true,'));
    memory.bytes[2] = 0x80;
    const options = { stages: ['final'], read: memory.read };
    expect(caught(() => encode(layout, { a: 0x1234, s: 'SN42', b: 7 }, options)).message).not.toMatch(
      /0x80|ASCII/i,
    );
  });

  it('settles a field that may be blank once the rest of its stage is there', () => {
    const text = `${filled}  e: { offset: 24, type: u32, allowBlank: true, when: factory }\n`;
    const bank = banks[name];
    const layout = layoutOf(bank, text);
    const memory = memoryOf(bank);
    const options = { stages: ['final'], read: memory.read };
    memory.write(
      encode(layout, { a: 0x1234, s: 'SN42', e: 0xffffffff }, { stages: ['factory'] }).image.without(
        bank.otp.base + 24,
        bank.otp.base + 32,
      ),
    );
    const codes = encode(layout, { b: 7 }, options).warnings.map(({ code }) => code);
    expect(codes).not.toContain('LOCK_DEFERRED');
  });
});

describe('a record of another stage', () => {
  const record = [
    'lock: [0]',
    'fields:',
    '  b: { offset: 24, type: u8, when: final }',
    'records:',
    '  id:',
    '    offset: 0',
    '    slots: 2',
    '    stride: 8',
    '    sequence: n',
    '    when: factory',
    '    fields: { n: { offset: 0, type: u8 }, v: { offset: 1, type: u8 }, c: { offset: 2, type: crc, algorithm: crc16-ccitt-false, over: [n, v] } }',
    '',
  ].join('\n');

  it('counts for a lock once a slot of it is valid, which gives away the free ones', () => {
    const layout = layoutOf(banks.f4, record);
    const memory = memoryOf(banks.f4);
    const options = { stages: ['final'], read: memory.read };
    expect(encode(layout, { b: 1 }, options).warnings).toMatchObject([{ code: 'LOCK_DEFERRED' }]);
    memory.write(encode(layout, { v: 5 }, { stages: ['factory'] }).image);
    const { image, warnings } = encode(layout, { b: 1 }, options);
    expect(image.byteAt(0x1fff7a00)).toBe(0);
    expect(warnings).toMatchObject([
      { code: 'LOCK_OF_FREE_SLOT', message: expect.stringContaining('holds slot 2 of id, still free') },
    ]);
  });
});
