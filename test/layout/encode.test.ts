import { describe, expect, it } from 'vitest';
import type { SparseImage } from '../../src/image/index.js';
import { encodeLayout, type Layout, unitDataFromObject } from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { layoutOf, oneField, useBanks } from './banks.js';

const banks = useBanks();

const encode = (layout: Layout, values: { [field: string]: unknown }, stages?: string[]) =>
  encodeLayout(layout, unitDataFromObject(values), stages && { stages });

const production = `
fields:
  serial: { offset: 0x00, type: ascii, length: 12, pad: 0x00 }
  mac: { offset: 0x0C, type: mac }
  revision: { offset: 0x12, type: u16, endian: big, default: 3 }
  made: { offset: 0x14, type: date, encoding: bcd }
  magic: { offset: 0x18, type: bytes, length: 2, const: "0F 0E" }
  check: { offset: 0x1C, type: crc, algorithm: crc32, over: [serial, mac, revision, made, magic] }
`;
const unit = { serial: 'SN-0042', mac: '02-00-5e-10-00-01', made: '2026-03-14' };

describe('encodeLayout', () => {
  it('puts known values where the layout says, and nothing else', () => {
    const { image, warnings } = encode(layoutOf(banks.f4, production), unit);
    expect(warnings).toEqual([]);
    expect(dump(image)).toEqual([
      [0x1fff7800, '534e2d30303432000000000002005e1000010003202603140f0e'],
      [0x1fff781c, '0c133e4b'],
    ]);
  });

  it('takes a default only where no value is given', () => {
    const layout = oneField(banks.f4, 'type: u8, default: 3');
    expect(dump(encode(layout, {}).image)).toEqual([[0x1fff7800, '03']]);
    expect(dump(encode(layout, { f: 0 }).image)).toEqual([[0x1fff7800, '00']]);
  });

  it('names layout, line and field as the origin of every byte', () => {
    const { image } = encode(layoutOf(banks.f4, `lock: [3]${production}`), unit);
    const source = { file: 'otp.yaml', kind: 'field' };
    expect(image.originAt(0x1fff7800)).toMatchObject({ source, field: 'serial', line: 4 });
    expect(image.originAt(0x1fff781f)).toMatchObject({ source, field: 'check', line: 9 });
    expect(image.originAt(0x1fff7a03)).toMatchObject({ source, field: 'lock block 3' });
  });

  it('writes one byte 0x00 for each locked block, in any order of the list', () => {
    const { image } = encode(layoutOf(banks.f4, 'lock: [15, 0]\nfields: {}\n'), {});
    expect(dump(image)).toEqual([
      [0x1fff7a00, '00'],
      [0x1fff7a0f, '00'],
    ]);
  });

  it('computes a crc over a range like one over the fields that make it up', () => {
    const range = production.replace(/over: .*\]/, 'range: { offset: 0, length: 0x1A }');
    expect(dump(encode(layoutOf(banks.f4, range), unit).image)).toEqual(
      dump(encode(layoutOf(banks.f4, production), unit).image),
    );
  });

  it('covers fields in the order of the list, and other crcs', () => {
    const body = (over: string) =>
      `fields:\n  a: { offset: 0, type: u8, const: 1 }\n  b: { offset: 1, type: u8, const: 2 }\n` +
      `  c: { offset: 2, type: crc, algorithm: crc8, over: [${over}] }\n` +
      `  d: { offset: 3, type: crc, algorithm: crc8, over: [a, b, c] }\n`;
    // CRC-8 of 01 02 is 1B, of 02 01 is 2D, of 01 02 2D is 82; behind its own bytes it gives 0.
    expect(dump(encode(layoutOf(banks.f4, body('a, b')), {}).image)).toEqual([[0x1fff7800, '01021b00']]);
    expect(dump(encode(layoutOf(banks.f4, body('b, a')), {}).image)).toEqual([[0x1fff7800, '01022d82']]);
  });

  it('never holds a byte that no field, fill or lock asks for', () => {
    const layout = layoutOf(banks.l4, `fill: 0x00${production}`);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }), (serial) => {
        const { image } = encode(layout, { ...unit, serial });
        expect(dump(image).map(([address, hex]) => [address, hex.length / 2])).toEqual([[0x1fff7000, 0x20]]);
      }),
    );
  });
});

describe('fill', () => {
  it('completes only write units that a field uses, and says so', () => {
    const { image, warnings } = encode(
      layoutOf(
        banks.l4,
        'fill: 0xA5\nfields:\n  a: { offset: 2, type: u8, const: 1 }\n  b: { offset: 0x10, type: u64, const: 2 }\n',
      ),
      {},
    );
    expect(warnings).toEqual([]);
    expect(dump(image)).toEqual([
      [0x1fff7000, 'a5a501a5a5a5a5a5'],
      [0x1fff7010, '0200000000000000'],
    ]);
    expect(image.originAt(0x1fff7000)).toMatchObject({ source: { file: 'otp.yaml', kind: 'fill' } });
  });

  it('adds nothing where a byte is a write unit', () => {
    expect(dump(encode(oneField(banks.f4, 'type: u8, const: 1', 'fill: 0\n'), {}).image)).toEqual([
      [0x1fff7800, '01'],
    ]);
  });

  it('is not made up: without it a unit stays partial, with a warning that names the bytes', () => {
    const { image, warnings } = encode(oneField(banks.l4, 'type: u32, const: 1'), {});
    expect(dump(image)).toEqual([[0x1fff7000, '01000000']]);
    expect(warnings).toMatchObject([
      {
        code: 'PARTIAL_UNIT',
        message: expect.stringMatching(/0x1FFF7004, .*0x1FFF7007 have no value; name a "fill"/),
      },
    ]);
  });
});

describe('stages', () => {
  const staged =
    'fill: 0\nfields:\n  a: { offset: 0, type: u32, when: factory }\n' +
    '  b: { offset: 4, type: u32, when: final }\n  c: { offset: 8, type: u64 }\n';

  it('select their own fields and those of every stage', () => {
    const { image } = encode(layoutOf(banks.f4, staged), { a: 1, b: 2, c: 3 }, ['final']);
    expect(dump(image)).toEqual([[0x1fff7804, '020000000300000000000000']]);
  });

  it('do not ask for the values of other stages', () => {
    expect(() => encode(layoutOf(banks.f4, staged), { a: 1, c: 3 }, ['factory'])).not.toThrow();
    expect(() => encode(layoutOf(banks.f4, staged), { a: 1, c: 3 })).toThrow(/for b/);
  });

  it('are refused when no field knows them', () => {
    expect(() => encode(layoutOf(banks.f4, staged), { a: 1, c: 3 }, ['last'])).toThrow(
      expect.objectContaining({ code: 'LAYOUT_STAGE_UNKNOWN', remedy: 'Its stages are factory, final.' }),
    );
    expect(() => encode(layoutOf(banks.f4, staged), { a: 1, c: 3 }, ['fianl'])).toThrow(
      expect.objectContaining({ code: 'LAYOUT_STAGE_UNKNOWN', remedy: 'Did you mean final?' }),
    );
  });

  it('that share a write-once unit are warned of, and neither fills the other', () => {
    const layout = layoutOf(banks.l4, staged);
    expect(layout.warnings).toMatchObject([
      {
        code: 'STAGES_SHARE_UNIT',
        field: 'b',
        message: expect.stringMatching(/otp\.yaml:5: fields\.b: .*0x1FFF7000 with a/),
      },
    ]);
    expect(layoutOf(banks.f4, staged).warnings).toEqual([]);
    const { image, warnings } = encode(layout, { a: 1, c: 3 }, ['factory']);
    expect(dump(image)).toEqual([
      [0x1fff7000, '01000000'],
      [0x1fff7008, '0300000000000000'],
    ]);
    expect(warnings).toMatchObject([
      { code: 'PARTIAL_UNIT', message: expect.stringContaining('belong to b of another stage') },
    ]);
  });

  it('may share a unit where bits are cleared one by one', () => {
    const { locks: _locks, ...otp } = banks.f4.otp;
    const words = { ...banks.f4, otp: { ...otp, writeUnit: 4 as const } };
    const body =
      'fields:\n  a: { offset: 0, type: u16, when: factory }\n  b: { offset: 2, type: u16, when: final }\n';
    expect(layoutOf(words, body).warnings).toEqual([]);
  });

  it('compute a crc from the values of all stages that it covers', () => {
    const body =
      'fields:\n  a: { offset: 0, type: u8, when: factory }\n' +
      '  c: { offset: 1, type: crc, algorithm: crc8, over: [a], when: final }\n';
    const layout = layoutOf(banks.f4, body);
    expect(dump(encode(layout, { a: 1 }, ['final']).image)).toEqual([[0x1fff7801, '07']]);
    expect(() => encode(layout, {}, ['final'])).toThrow(/no value is given for a/);
  });

  it('leave a block open until its last field is written', () => {
    const layout = layoutOf(banks.f4, `lock: [0]\n${staged}`);
    const { image, warnings } = encode(layout, { a: 1, c: 3 }, ['factory']);
    expect(image.byteAt(0x1fff7a00)).toBeUndefined();
    expect(warnings).toMatchObject([
      {
        code: 'LOCK_DEFERRED',
        message: expect.stringMatching(
          /stage "final", which writes b; it is locked with the last of its stages: by --chip-dump/,
        ),
      },
    ]);
    const all = encode(layout, { a: 1, b: 2, c: 3 }, ['factory', 'final']);
    expect([all.image.byteAt(0x1fff7a00), all.warnings]).toEqual([0, []]);
    expect(encode(layout, { a: 1, b: 2, c: 3 }).image.byteAt(0x1fff7a00)).toBe(0);
  });
});

describe('all ones', () => {
  it.each([
    ['f4', 'type: u8', 255],
    ['f4', 'type: mac', 'FF:FF:FF:FF:FF:FF'],
    ['f4', 'type: ascii, length: 4, pad: 0xFF', ''],
    ['l4', 'type: u64', '0xFFFFFFFFFFFFFFFF'],
    ['l4', 'type: bytes, length: 16', `${'00'.repeat(8)}${'FF'.repeat(8)}`],
    ['l4', 'type: u32', 0xffffffff],
  ] as const)('are refused on %s for a field of %s', (bank, field, value) => {
    expect(() => encode(oneField(banks[bank], field), { f: value })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_ALL_ONES',
        message: expect.stringMatching(/^otp\.yaml:3: fields\.f: .*0x1FFF7/),
      }),
    );
    expect(() => encode(oneField(banks[bank], `${field}, allowBlank: true`), { f: value })).not.toThrow();
  });

  it.each([
    ['f4', 'type: u16', 0x00ff],
    ['f4', 'type: mac', '02:FF:FF:00:00:01'],
    ['l4', 'type: bytes, length: 16', `${'FF'.repeat(7)}00${'00'.repeat(8)}`],
  ] as const)('inside a value that is not blank are taken on %s for %s', (bank, field, value) => {
    expect(() => encode(oneField(banks[bank], field), { f: value })).not.toThrow();
  });

  it('are refused where several fields make up the unit, and taken beside a zero of a neighbour', () => {
    const body = 'fields:\n  a: { offset: 0, type: u32, allowBlank: true }\n  b: { offset: 4, type: u32 }\n';
    const layout = layoutOf(banks.l4, body);
    expect(() => encode(layout, { a: 0xffffffff, b: 0xffffffff })).toThrow(
      /otp\.yaml:4: fields\.b: the 8 bytes at 0x1FFF7000/,
    );
    expect(() => encode(layout, { a: 0, b: 0xffffffff })).not.toThrow();
  });
});

describe('warnings', () => {
  it('tell of a group address', () => {
    const layout = oneField(banks.f4, 'type: mac');
    expect(encode(layout, { f: '01:00:5E:00:00:01' }).warnings).toMatchObject([
      { code: 'GROUP_ADDRESS', field: 'f' },
    ]);
    expect(encode(layout, { f: '02:00:5E:00:00:01' }).warnings).toEqual([]);
  });

  it('tell of a lock over an empty block', () => {
    const layout = layoutOf(banks.f4, 'lock: [0, 1]\nfields:\n  f: { offset: 0, type: u8 }\n');
    expect(layout.warnings).toMatchObject([
      { code: 'LOCK_OF_EMPTY_BLOCK', message: expect.stringContaining('block 1') },
    ]);
  });
});

function dump(image: SparseImage): (readonly [number, string])[] {
  return image.segments.map(({ address, bytes }) => [address, Buffer.from(bytes).toString('hex')] as const);
}
