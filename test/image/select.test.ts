import { describe, expect, test } from 'vitest';
import { blankRows } from '../../src/image/blank-units.js';
import { cut } from '../../src/image/cut.js';
import { select } from '../../src/image/select.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { contents } from './contents.js';
import { data, EOF, readLines } from './records.js';

describe('cutting ranges out of an image', () => {
  test('leaves the rest with its origins, start addresses and warnings', () => {
    const warning = { code: 'RAW_LINE_END' as const, message: 'text' };
    const whole = readLines([data(0x10, 1, 2, 3, 4), data(0x14, 5, 6), EOF]).withWarnings([warning]);
    const { image, removed } = cut(whole, [{ address: 0x11, length: 2 }]);
    expect(contents(image)).toEqual([
      [0x10, [1]],
      [0x13, [4, 5, 6]],
    ]);
    expect(removed).toEqual([{ address: 0x11, length: 2 }]);
    expect(image.originAt(0x14)).toMatchObject({ line: 2 });
    expect(image.warnings).toEqual([warning]);
  });

  test('is what taking them out one by one gives', () => {
    const part = fc.tuple(fc.nat(60), fc.uint8Array({ minLength: 1, maxLength: 20 }));
    const range = fc.record({ address: fc.nat(90), length: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(range, { maxLength: 5 }), (parts, ranges) => {
        // Bytes follow from their addresses, so that parts never contradict each other.
        const whole = imageOf(
          ...parts.map(([at, bytes]) => [at, bytes.map((_, index) => (at + index) * 7)] as const),
        );
        const slow = ranges.reduce(
          (image, { address, length }) => image.without(address, address + length),
          whole,
        );
        const { image, removed } = cut(whole, ranges);
        expect(contents(image)).toEqual(contents(slow));
        const count = removed.reduce((sum, { length }) => sum + length, 0);
        expect(count).toBe(whole.byteCount - image.byteCount);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the wanted part of an input', () => {
  const whole = imageOf([0x100, [1, 2, 3, 4]], [0x200, [5, 6]]);

  test('is everything unless something is asked for', () => {
    expect(select(whole, 'fw.hex', {})).toMatchObject({ image: whole, leftOut: [] });
  });

  test('only some areas, and what was left out', () => {
    const only = [
      { address: 0x102, length: 8 },
      { address: 0x200, length: 1 },
    ];
    const { image, leftOut } = select(whole, 'fw.hex', { only });
    expect(contents(image)).toEqual([
      [0x102, [3, 4]],
      [0x200, [5]],
    ]);
    expect(leftOut).toEqual([
      { address: 0x100, length: 2, file: 'fw.hex', reason: 'only' },
      { address: 0x201, length: 1, file: 'fw.hex', reason: 'only' },
    ]);
  });

  test('without some areas', () => {
    const { image, leftOut } = select(whole, 'fw.hex', { without: [{ address: 0x103, length: 0x200 }] });
    expect(contents(image)).toEqual([[0x100, [1, 2, 3]]]);
    expect(leftOut.map(({ reason }) => reason)).toEqual(['without', 'without']);
  });
});

describe('rows of blank units', () => {
  const rule = {
    area: { address: 0x100, length: 0x40 },
    base: 0x100,
    unit: 8,
    erasedValue: 0xff,
    leastRun: 8,
  };
  const ones = (count: number) => Array<number>(count).fill(0xff);

  test.each([
    ['a whole unit', 0x108, ones(8), [[0x108, 8]]],
    ['units in a row', 0x108, ones(24), [[0x108, 24]]],
    [
      'units around a value',
      0x100,
      [...ones(8), 1, ...ones(7), ...ones(8)],
      [
        [0x100, 8],
        [0x110, 8],
      ],
    ],
    ['nothing of a unit of which a part is absent', 0x104, ones(8), []],
    ['whole units only, of what begins and ends within one', 0x104, ones(24), [[0x108, 16]]],
    ['nothing outside the area', 0xf0, ones(0x18), [[0x100, 8]]],
    ['nothing where a bit is zero', 0x100, [...ones(7), 0xfe], []],
  ])('%s', (_, address, bytes, rows) => {
    expect(blankRows(imageOf([address, bytes]), rule).map((row) => [row.address, row.length])).toEqual(rows);
  });

  test('fewer bytes than a row has at least may be a part of a value', () => {
    const bytes = { ...rule, unit: 1, leastRun: 8 };
    expect(blankRows(imageOf([0x100, [1, ...ones(7), 2]]), bytes)).toEqual([]);
    expect(blankRows(imageOf([0x100, [1, ...ones(8), 2]]), bytes)).toEqual([{ address: 0x101, length: 8 }]);
  });
});
