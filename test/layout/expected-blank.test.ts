import { describe, expect, it } from 'vitest';
import { SparseImage } from '../../src/image/index.js';
import { encodeLayout, expectedBlank, type Layout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();
const base = 0x1fff_7000;
const ones = '0xFFFFFFFFFFFFFFFF';

/** What a file has after merge: no double word of all ones. */
function merged(layout: Layout, values: Record<string, unknown>, stages?: readonly string[]): SparseImage {
  const { image } = encodeLayout(layout, unitDataFromObject(values), stages ? { stages } : {});
  const { base, size, writeUnit } = layout.bank.otp;
  return Array.from({ length: size / writeUnit }, (_, index) => base + index * writeUnit).reduce(
    (rest, at) =>
      rest.read(at, writeUnit)?.every((byte) => byte === 0xff) ? rest.without(at, at + writeUnit) : rest,
    image,
  );
}

const offsets = (layout: Layout, image: SparseImage) =>
  expectedBlank(layout, image).map(({ address }) => address - base);

describe('the double words that must be read blank', () => {
  it('are those of fields that may be blank and that the image leaves out', () => {
    const layout = layoutOf(
      banks.l4,
      'fields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: u64, allowBlank: true }\n',
    );
    const [blank, ...more] = expectedBlank(layout, merged(layout, { a: 1, b: ones }));
    expect(more).toEqual([]);
    expect(blank).toMatchObject({ address: base + 8, origin: { field: 'b', source: { kind: 'field' } } });
    expect(blank?.bytes).toEqual(new Uint8Array(8).fill(0xff));
    expect(offsets(layout, merged(layout, { a: 1, b: 2 }))).toEqual([]);
  });

  it('are none where the image carries nothing of the layout', () => {
    const layout = layoutOf(banks.l4, 'fields:\n  b: { offset: 8, type: u64, allowBlank: true }\n');
    expect(offsets(layout, SparseImage.empty)).toEqual([]);
  });

  it('are not those of a field that may not be blank, which the image only does not carry', () => {
    const layout = layoutOf(
      banks.l4,
      'fields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: u64 }\n  c: { offset: 16, type: u32, allowBlank: true }\n  d: { offset: 20, type: u32 }\n',
    );
    const image = merged(layout, { a: 1, b: 2, c: 3, d: 4 }).without(base + 8, base + 24);
    expect(offsets(layout, image)).toEqual([]);
  });

  it('are not those of another stage', () => {
    const layout = layoutOf(
      banks.l4,
      'fields:\n  a: { offset: 0, type: u64, when: early }\n  b: { offset: 8, type: u64, allowBlank: true, when: late }\n  c: { offset: 16, type: u64, when: late }\n  d: { offset: 24, type: u64, allowBlank: true }\n',
    );
    const values = { a: 1, b: ones, c: 3, d: ones };
    expect(offsets(layout, merged(layout, values, ['early']))).toEqual([24]);
    expect(offsets(layout, merged(layout, values, ['late']))).toEqual([8, 24]);
  });

  it('may be made whole by a fill of 0xFF, and by no other', () => {
    const fields =
      'fields:\n  a: { offset: 0, type: u64 }\n  b: { offset: 8, type: u32, allowBlank: true }\n';
    const filled = layoutOf(banks.l4, `fill: 0xFF\n${fields}`);
    expect(offsets(filled, merged(filled, { a: 1, b: 0xffffffff }))).toEqual([8]);
    const zeros = layoutOf(banks.l4, `fill: 0\n${fields}`);
    expect(offsets(zeros, merged(zeros, { a: 1, b: 1 }).without(base + 8, base + 16))).toEqual([]);
  });

  it('of a record are those of the slot that the image carries', () => {
    const layout = layoutOf(
      banks.l4,
      [
        'fill: 0',
        'records:',
        '  unit:',
        '    offset: 0',
        '    slots: 3',
        '    stride: 0x18',
        '    sequence: issue',
        '    fields:',
        '      issue: { offset: 0, type: u16 }',
        '      key: { offset: 8, type: u64, allowBlank: true }',
        '      check: { offset: 0x14, type: crc, algorithm: crc32, range: { offset: 0, length: 0x14 } }',
        '',
      ].join('\n'),
    );
    const { image } = encodeLayout(layout, unitDataFromObject({ key: ones }), { slot: 2 });
    expect(offsets(layout, image.without(base + 0x20, base + 0x28))).toEqual([0x20]);
  });

  it('are none on F4, where a byte of ones stays in the image', () => {
    const layout = layoutOf(
      banks.f4,
      'fields:\n  a: { offset: 0, type: u8 }\n  b: { offset: 1, type: u8, allowBlank: true }\n',
    );
    const image = encodeLayout(layout, unitDataFromObject({ a: 1, b: 255 })).image;
    expect(expectedBlank(layout, image.without(0x1fff_7801, 0x1fff_7802))).toEqual([]);
  });
});
