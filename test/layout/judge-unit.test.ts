import { describe, expect, it } from 'vitest';
import {
  besidesText,
  encodeLayout,
  heldUnit,
  judgeUnit,
  type Layout,
  unitDataFromObject,
  unitText,
} from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { type Memory, memoryOf } from './memory.js';

const banks = useBanks();

const body = `fields:
  magic: { offset: 0x00, type: u16, const: 0x1234 }
  serial: { offset: 0x02, type: ascii, length: 12, pad: 0x00, unique: true, pattern: "SN-[0-9]+" }
  rev: { offset: 0x0E, type: u8 }
  note: { offset: 0x10, type: u32, allowBlank: true }
  crc: { offset: 0x14, type: crc, algorithm: crc16-modbus, over: [magic, serial, rev] }
  gain: { offset: 0x20, type: u16, when: late }
  sum: { offset: 0x22, type: crc, algorithm: crc16-modbus, over: [serial, gain], when: late }
`;
const serial = { serial: 'SN-000013', rev: 2, note: 0xffffffff };

const imageOf = (layout: Layout, values: Record<string, unknown>, options = {}) =>
  encodeLayout(layout, unitDataFromObject(values), options).image;
const problems = (layout: Layout, image: ReturnType<typeof imageOf>, { read }: Memory) =>
  judgeUnit(layout, image, read).faults.map(({ what, problem }) => `${what} ${problem}`);
const spoil = ({ bytes }: Memory, offset: number, value: number) => {
  bytes[offset] = value;
};

describe('the unit that an image carries', () => {
  it('is named by its texts and unique values, and by its check', () => {
    const layout = layoutOf(banks.f4, body);
    const image = imageOf(layout, serial, { stages: [] });
    const memory = memoryOf(banks.f4);
    memory.write(image);
    const unit = judgeUnit(layout, image, memory.read);
    expect(unit.faults).toEqual([]);
    expect(unitText(unit)).toBe('serial SN-000013, crc correct');
    expect(besidesText(unit)).toBe('note blank, gain blank, sum blank');
  });

  it.each([
    ['a blank field', 0x02, 12, 0xff, ['serial is blank']],
    ['a value that breaks a rule', 0x02, 1, 0x58, ['serial must match the pattern SN-\\[0-9\\]\\+']],
    ['another value', 0x0e, 1, 3, ['rev is not what the image holds']],
    ['another constant', 0x00, 1, 0x30, ['magic is not the constant of the layout']],
    ['a blank check', 0x14, 2, 0xff, ['crc is blank']],
  ])('is invalid with %s', (_what, offset, length, value, [problem]) => {
    const layout = layoutOf(banks.f4, body);
    const image = imageOf(layout, serial, { stages: [] });
    const memory = memoryOf(banks.f4);
    memory.write(image);
    for (let at = offset; at < offset + length; at += 1) spoil(memory, at, value);
    expect(problems(layout, image, memory)[0]).toMatch(new RegExp(`^${problem}`));
  });

  it('is invalid by a check that the image does not carry', () => {
    const layout = layoutOf(banks.f4, body);
    const image = imageOf(layout, serial, { stages: [] }).without(0x1fff7814, 0x1fff7816);
    const memory = memoryOf(banks.f4);
    memory.write(image);
    expect(problems(layout, image, memory)).toEqual(['crc is blank']);
  });

  it('is invalid by a wrong check, whatever the image says', () => {
    const layout = layoutOf(banks.f4, body);
    const right = imageOf(layout, serial, { stages: [] });
    const other = imageOf(layout, { ...serial, rev: 3 }, { stages: [] });
    const image = right.without(0x1fff780e, 0x1fff780f);
    const memory = memoryOf(banks.f4);
    memory.write(image);
    spoil(memory, 0x0e, other.byteAt(0x1fff780e) ?? 0);
    expect(problems(layout, image, memory)).toEqual([
      expect.stringMatching(/^crc does not match the bytes it covers/),
    ]);
  });

  it('is judged in the stage that is written, and shown in the others', () => {
    const layout = layoutOf(banks.f4, body);
    const memory = memoryOf(banks.f4);
    const first = imageOf(layout, serial, { stages: [] });
    memory.write(first);
    spoil(memory, 0x22, 0x12);
    expect(problems(layout, first, memory)).toEqual([]);
    expect(besidesText(judgeUnit(layout, first, memory.read))).toContain('sum invalid');
    const late = imageOf(layout, { ...serial, gain: 7 }, { stages: ['late'] });
    expect(problems(layout, late, memory)).toEqual(['gain is blank', expect.stringMatching(/^sum /)]);
    memory.write(late);
    expect(problems(layout, late, memory)).toEqual([]);
    expect(unitText(judgeUnit(layout, late, memory.read))).toBe('serial SN-000013, 2 crcs correct');
  });

  it('cannot be valid where it cannot be read', () => {
    const layout = layoutOf(
      banks.l4,
      'fill: 0\nfields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: u64 }\n',
    );
    const image = imageOf(layout, { a: 1, b: 2 });
    const memory = memoryOf(banks.l4);
    memory.write(image);
    memory.damage(banks.l4.otp.base + 8);
    expect(problems(layout, image, memory)).toEqual(['b cannot be read']);
  });

  it('is written in part where a write unit is missing', () => {
    const layout = layoutOf(banks.l4, 'fields:\n  key: { offset: 0, type: bytes, length: 16 }\n');
    const image = imageOf(layout, { key: '5a'.repeat(16) });
    const memory = memoryOf(banks.l4);
    memory.write(image.without(banks.l4.otp.base + 8, banks.l4.otp.base + 16));
    expect(problems(layout, image, memory)).toEqual(['key is written in part']);
  });

  it('with a constant of all ones is whole though that reads blank', () => {
    const layout = layoutOf(
      banks.f4,
      'fields:\n  mask: { offset: 0, type: u32, const: 0xFFFFFFFF, allowBlank: true }\n  id: { offset: 4, type: u32 }\n',
    );
    const image = imageOf(layout, { id: 7 });
    const memory = memoryOf(banks.f4);
    memory.write(image);
    expect(problems(layout, image, memory)).toEqual([]);
    expect(unitText(judgeUnit(layout, image, memory.read))).toBe('id 7');
    spoil(memory, 0, 0);
    expect(problems(layout, image, memory)).toEqual([expect.stringMatching(/^mask /)]);
  });

  it('shows no secret in its line', () => {
    const layout = layoutOf(
      banks.f4,
      'fields:\n  key: { offset: 0, type: ascii, length: 8, secret: true, unique: true }\n',
    );
    const image = imageOf(layout, { key: 'HUNTER22' });
    const memory = memoryOf(banks.f4);
    memory.write(image);
    expect(unitText(judgeUnit(layout, image, memory.read))).toBe('key (secret)');
  });
});

const record = `records:
  identity:
    offset: 0
    slots: 3
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0, type: u16 }
      serial: { offset: 2, type: ascii, length: 10, pad: 0 }
      crc: { offset: 12, type: crc, algorithm: crc32, over: [issue, serial] }
`;

describe('the slot that an image carries', () => {
  it('is judged, and older or damaged ones are shown', () => {
    const layout = layoutOf(banks.f4, record);
    const memory = memoryOf(banks.f4);
    memory.write(imageOf(layout, { serial: 'SN-1' }));
    const second = imageOf(layout, { serial: 'SN-2' }, { read: memory.read });
    memory.write(second);
    spoil(memory, 2, 0);
    const unit = judgeUnit(layout, second, memory.read);
    expect(unit.faults).toEqual([]);
    expect(unitText(unit)).toBe('serial SN-2, crc correct');
    expect(besidesText(unit)).toBe('identity slot 1 invalid');
    spoil(memory, 0x22, 0);
    expect(problems(layout, second, memory)[0]).toMatch(/^serial /);
  });

  it('does not pass while a newer one counts', () => {
    const layout = layoutOf(banks.f4, record);
    const memory = memoryOf(banks.f4);
    const first = imageOf(layout, { serial: 'SN-1' });
    memory.write(first);
    expect(problems(layout, first, memory)).toEqual([]);
    memory.write(imageOf(layout, { serial: 'SN-2' }, { read: memory.read }));
    expect(problems(layout, first, memory)).toEqual([
      'identity slot 1 does not count, since slot 2 is newer',
    ]);
  });
});

describe('the unit that a chip holds', () => {
  it('is one where all but later stages is there and right', () => {
    const layout = layoutOf(banks.f4, body);
    const memory = memoryOf(banks.f4);
    expect(heldUnit(layout, memory.read)).toBeUndefined();
    memory.write(imageOf(layout, serial, { stages: [] }));
    const unit = heldUnit(layout, memory.read);
    expect(unit && unitText(unit)).toBe('serial SN-000013, crc correct');
    spoil(memory, 0x22, 0x12);
    expect(heldUnit(layout, memory.read)).toBeUndefined();
  });

  it.each([
    ['a blank field', 0x0e, 0xff],
    ['a value that breaks a rule', 0x02, 0x00],
    ['a wrong check', 0x14, 0x00],
  ])('is none with %s', (_what, offset, value) => {
    const layout = layoutOf(banks.f4, body);
    const memory = memoryOf(banks.f4);
    memory.write(imageOf(layout, serial, { stages: [] }));
    spoil(memory, offset, value);
    expect(heldUnit(layout, memory.read)).toBeUndefined();
  });

  it('is none by constants alone, and none without a valid slot', () => {
    const constant = layoutOf(banks.f4, 'fields:\n  magic: { offset: 0, type: u8, const: 1 }\n');
    const memory = memoryOf(banks.f4);
    memory.write(imageOf(constant, {}));
    expect(heldUnit(constant, memory.read)).toBeUndefined();
    expect(heldUnit(layoutOf(banks.f4, record), memory.read)).toBeUndefined();
  });
});
