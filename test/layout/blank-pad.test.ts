import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { SparseImage as Image, mergeImages, type SparseImage } from '../../src/image/index.js';
import {
  decodeLayout,
  encodeLayout,
  expectedBlank,
  judgeUnit,
  parseLayout,
  uniqueValues,
  unitDataFromObject,
  withBlankPads,
} from '../../src/layout/index.js';
import { fc } from '../support/property.js';
import { useBanks } from './banks.js';
import { memoryOf } from './memory.js';

const banks = useBanks();
const ones = (length: number) => new Uint8Array(length).fill(0xff);

const layoutFor = (bank: Bank, fields: string, more = '') =>
  parseLayout(`format: otpforge.layout/2\n${more}fields:\n${fields}`, 'otp.yaml', bank);
const board = (bank: Bank, more = '') =>
  layoutFor(bank, '  board: { offset: 0, type: ascii, length: 24, end: 0x00, pad: 0xFF }\n', more);
const imageOf = (layout: ReturnType<typeof layoutFor>, values: Record<string, unknown>) =>
  encodeLayout(layout, unitDataFromObject(values));
const places = (bank: Bank, image: SparseImage) =>
  image.segments.map(({ address, bytes }) => [address - bank.otp.base, bytes.length]);

describe('a pad of ones behind the end of a text', () => {
  it('stays out of the image where bits are cleared one by one', () => {
    const { image, warnings } = imageOf(board(banks.f4), { board: 'B1' });
    expect(places(banks.f4, image)).toEqual([[0, 3]]);
    expect(warnings).toEqual([]);
  });

  it('is written in the unit that it shares with the end, and no unit is of it alone', () => {
    const { image, warnings } = imageOf(board(banks.l4), { board: 'B1' });
    expect(places(banks.l4, image)).toEqual([[0, 8]]);
    expect(image.segments[0]?.bytes).toEqual(Uint8Array.from([0x42, 0x31, 0, ...ones(5)]));
    expect(warnings).toEqual([]);
  });

  it('is written in a unit that it shares with another field, or with fill', () => {
    const fields = `  board: { offset: 0, type: ascii, length: 12, end: 0, pad: 0xFF }
  rev: { offset: 12, type: u16 }
`;
    const { image, warnings } = imageOf(layoutFor(banks.l4, fields, 'fill: 0\n'), { board: 'B', rev: 1 });
    expect(image.read(banks.l4.otp.base, 16)).toEqual(Uint8Array.from([0x42, 0, ...ones(10), 1, 0, 0, 0]));
    expect(warnings).toEqual([]);
  });

  it('is written where it comes to no end of its field, and where the text has all the room', () => {
    const { image } = imageOf(board(banks.l4), { board: 'A'.repeat(23) });
    expect(places(banks.l4, image)).toEqual([[0, 24]]);
  });

  it('is covered by a check as the bytes that it reads as', () => {
    const fields = `  board: { offset: 0, type: ascii, length: 24, end: 0, pad: 0xFF }
  twin: { offset: 0x20, type: bytes, length: 24 }
  check: { offset: 0x38, type: crc, algorithm: crc32, over: [board] }
  other: { offset: 0x3C, type: crc, algorithm: crc32, over: [twin] }
`;
    const twin = Buffer.concat([Buffer.from('B1\0'), ones(21)]).toString('hex');
    const { image } = imageOf(layoutFor(banks.f4, fields), { board: 'B1', twin });
    const { base } = banks.f4.otp;
    expect(image.read(base + 0x38, 4)).toEqual(image.read(base + 0x3c, 4));
    const read = withBlankPads(layoutFor(banks.f4, fields), image);
    expect(decodeLayout(layoutFor(banks.f4, fields), (at, length) => read.read(at, length))).toMatchObject([
      { name: 'board', state: 'value', value: 'B1' },
      { name: 'twin' },
      { name: 'check', crcOk: true },
      { name: 'other', crcOk: true },
    ]);
  });

  it.each(['f4', 'l4'] as const)('is taken as there when an image of %s is read', (key) => {
    const layout = board(banks[key]);
    const { image } = imageOf(layout, { board: 'B1' });
    const whole = withBlankPads(layout, image);
    expect(decodeLayout(layout, (at, length) => image.read(at, length))[0]?.state).toBe('absent');
    expect(decodeLayout(layout, (at, length) => whole.read(at, length))[0]).toMatchObject({
      state: 'value',
      value: 'B1',
    });
    expect(withBlankPads(layout, Image.empty).isEmpty).toBe(true);
  });

  it('tells a unit by its whole text', () => {
    const fields = '  board: { offset: 0, type: ascii, length: 24, end: 0, pad: 0xFF, unique: true }\n';
    const layout = layoutFor(banks.f4, fields);
    expect(uniqueValues(layout, imageOf(layout, { board: 'B1' }).image)).toMatchObject([
      { field: 'board', text: 'B1' },
    ]);
  });

  it.each(['f4', 'l4'] as const)('must be read blank on %s', (key) => {
    const layout = board(banks[key]);
    const { base } = banks[key].otp;
    const { image } = imageOf(layout, { board: 'B1' });
    const wanted = expectedBlank(layout, image);
    expect(
      wanted.every(({ bytes, origin }) => bytes.every((byte) => byte === 0xff) && origin.field === 'board'),
    ).toBe(true);
    expect(places(banks[key], mergeImages([image, Image.fromChunks(wanted)]))).toEqual([[0, 24]]);
    expect(expectedBlank(layout, image.clip(base, base + 1))).toEqual([]);
  });

  it('is wanted blank beside a unit that fields leave blank', () => {
    const fields = `  board: { offset: 0, type: ascii, length: 24, end: 0, pad: 0xFF }
  spare: { offset: 24, type: u64, allowBlank: true }
`;
    const layout = layoutFor(banks.l4, fields);
    const { image } = imageOf(layout, { board: 'B1', spare: '0xFFFFFFFFFFFFFFFF' });
    const merged = image.without(banks.l4.otp.base + 24, banks.l4.otp.base + 32);
    expect(
      expectedBlank(layout, merged).map(({ address, bytes }) => [address - banks.l4.otp.base, bytes.length]),
    ).toEqual([
      [8, 8],
      [16, 8],
      [24, 8],
    ]);
  });

  it.each(['f4', 'l4'] as const)('is checked on a chip of %s', (key) => {
    const layout = board(banks[key]);
    const { image } = imageOf(layout, { board: 'B1' });
    const memory = memoryOf(banks[key]);
    memory.write(image);
    const first = () => decodeLayout(layout, memory.read, 'unreadable')[0];
    expect(first()).toMatchObject({ state: 'value', value: 'B1' });
    expect(judgeUnit(layout, image, memory.read).faults).toEqual([]);
    memory.bytes[20] = 0x31;
    expect(first()).toMatchObject({
      state: 'invalid',
      problem: expect.stringMatching(/has 0x31 at byte 20/),
    });
    expect(judgeUnit(layout, image, memory.read).faults).toMatchObject([{ what: 'board' }]);
  });

  it('that cannot be read is not taken for blank', () => {
    const layout = board(banks.l4);
    const memory = memoryOf(banks.l4);
    memory.write(imageOf(layout, { board: 'B1' }).image);
    memory.damage(banks.l4.otp.base + 16);
    expect(decodeLayout(layout, memory.read, 'unreadable')[0]).toMatchObject({ state: 'unreadable' });
  });

  it('makes no half-written text whole', () => {
    const layout = board(banks.l4);
    const memory = memoryOf(banks.l4);
    const { image } = imageOf(layout, { board: 'A23456789' });
    memory.write(image.clip(banks.l4.otp.base, banks.l4.otp.base + 8));
    expect(decodeLayout(layout, memory.read)[0]).toMatchObject({ state: 'partial' });
  });

  it('is refused with a text that leaves the whole field blank', () => {
    const fields = '  board: { offset: 0, type: ascii, length: 8, end: 0xFF, pad: 0xFF }\n';
    for (const key of ['f4', 'l4'] as const) {
      expect(() => imageOf(layoutFor(banks[key], fields), { board: '' })).toThrow(
        expect.objectContaining({ code: 'LAYOUT_ALL_ONES' }),
      );
    }
  });

  it('without an end byte means what format 1 says', () => {
    const field = '  board: { offset: 0, type: ascii, length: 24, pad: 0xFF }\n';
    const old = (bank: Bank) => parseLayout(`format: otpforge.layout/1\nfields:\n${field}`, 'otp.yaml', bank);
    expect(imageOf(layoutFor(banks.f4, field), { board: 'B1' }).image.segments).toEqual(
      imageOf(old(banks.f4), { board: 'B1' }).image.segments,
    );
    for (const layout of [layoutFor(banks.l4, field), old(banks.l4)]) {
      expect(() => imageOf(layout, { board: 'B1' })).toThrow(
        expect.objectContaining({ code: 'LAYOUT_ALL_ONES' }),
      );
    }
  });

  it.each(['f4', 'l4'] as const)('leaves the text that was given, whatever lies around it on %s', (key) => {
    const bank = banks[key];
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 9 });
    const cases = fc.record({
      first: text,
      second: text,
      offset: fc.integer({ min: 0, max: 6 }),
      gap: fc.integer({ min: 0, max: 9 }),
      fill: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ first, second, offset, gap, fill }) => {
        const fields = `  a: { offset: ${offset}, type: ascii, length: 10, end: 0, pad: 0xFF }
  b: { offset: ${offset + 10 + gap}, type: ascii, length: 10, end: 0, pad: 0xFF }
`;
        const layout = layoutFor(bank, fields, fill ? 'fill: 0x00\n' : '');
        const { image } = imageOf(layout, { a: first, b: second });
        const memory = memoryOf(bank);
        memory.write(image);
        const whole = withBlankPads(layout, image);
        for (const found of [
          decodeLayout(layout, memory.read),
          decodeLayout(layout, (at, length) => whole.read(at, length)),
        ]) {
          expect(found).toMatchObject([
            { state: 'value', value: first },
            { state: 'value', value: second },
          ]);
        }
        const wanted = mergeImages([image, Image.fromChunks(expectedBlank(layout, image))]);
        for (const { address, length } of layout.fields) expect(wanted.read(address, length)).toBeDefined();
        const { base, writeUnit, rewrite } = bank.otp;
        const units = Array.from({ length: 6 }, (_, index) =>
          image.clip(base + index * writeUnit, base + (index + 1) * writeUnit),
        );
        // Nothing is written that is blank, and no unit of a write-once bank in part but where nobody fills it.
        if (rewrite === 'clear-bits')
          expect(image.segments.flatMap(({ bytes }) => [...bytes])).not.toContain(0xff);
        for (const unit of units) {
          const bytes = unit.segments.flatMap((segment) => [...segment.bytes]);
          expect(bytes.length === 0 || bytes.some((byte) => byte !== 0xff)).toBe(true);
          if (fill && rewrite === 'once') expect([0, writeUnit]).toContain(bytes.length);
        }
      }),
    );
  });
});
