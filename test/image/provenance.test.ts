import { describe, expect, test } from 'vitest';
import { describeOrigin, mergeImages, readIntelHex, SparseImage } from '../../src/image/index.js';
import { memoryOf } from '../../src/image/sparse-image.js';
import { fc } from '../support/property.js';
import { data, EOF, page, readRecords } from './records.js';

describe('the line of a byte', () => {
  const image = readRecords(
    page(0x0800_0000),
    data(0, 1, 2, 3, 4),
    data(4, 5, 6, 7, 8),
    data(8, 9),
    data(9, 10, 11),
    '',
    data(0x20, 12),
    page(0x1fff_0000),
    data(0x7800, 13, 14),
  );

  test.each([
    [0x0800_0000, 2],
    [0x0800_0003, 2],
    [0x0800_0004, 3],
    [0x0800_0008, 4],
    [0x0800_0009, 5],
    [0x0800_000a, 5],
    [0x0800_0020, 7],
    [0x1fff_7801, 9],
  ])('0x%x is in line %d', (address, line) => {
    expect(image.originAt(address)).toEqual({ source: { file: 'fw.hex', kind: 'ihex' }, line });
  });

  test('an absent byte has none', () => {
    expect(image.originAt(0x0800_000b)).toBeUndefined();
    expect(image.originAt(0)).toBeUndefined();
  });

  test('survives clip, without and merge in the middle of a record', () => {
    expect(image.clip(0x0800_0002, 0x0800_0006).originAt(0x0800_0003)?.line).toBe(2);
    expect(image.clip(0x0800_0002, 0x0800_0006).originAt(0x0800_0004)?.line).toBe(3);
    expect(image.without(0x0800_0000, 0x0800_0005).originAt(0x0800_0007)?.line).toBe(3);
    const patch = SparseImage.fromChunks([
      {
        address: 0x0800_0000,
        bytes: Uint8Array.of(1, 2, 3),
        origin: { source: { file: 'p.bin', kind: 'binary' } },
      },
    ]);
    const merged = mergeImages([patch, image]);
    expect(merged.originAt(0x0800_0002)?.source.file).toBe('p.bin');
    expect(merged.originAt(0x0800_0003)).toMatchObject({ line: 2, source: { file: 'fw.hex' } });
    expect(merged.originAt(0x0800_0005)?.line).toBe(3);
  });

  test('ranges join the lines of a source', () => {
    const source = { file: 'fw.hex', kind: 'ihex' };
    expect(image.ranges()).toEqual([
      { address: 0x0800_0000, length: 11, source, firstLine: 2, lastLine: 5 },
      { address: 0x0800_0020, length: 1, source, firstLine: 7, lastLine: 7 },
      { address: 0x1fff_7800, length: 2, source, firstLine: 9, lastLine: 9 },
    ]);
  });

  test('a range whose records descend still has its lowest and highest line', () => {
    const [range] = readRecords(data(8, 3), data(4, 1, 1, 1, 1), data(9, 4)).ranges();
    expect(range).toMatchObject({ address: 4, length: 6, firstLine: 1, lastLine: 3 });
  });
});

test('each byte knows its line, whatever the lengths and gaps of the records', () => {
  const records = fc.array(
    fc.record({ length: fc.integer({ min: 0, max: 3 }), gap: fc.nat(1), blanks: fc.nat(1) }),
  );
  fc.assert(
    fc.property(records, (parts) => {
      const lines: string[] = [];
      const lineOf = new Map<number, number>();
      let address = 0;
      for (const { length, gap, blanks } of parts) {
        address += gap;
        lines.push(...Array<string>(blanks).fill(''), data(address, ...Array<number>(length).fill(1)));
        for (const end = address + length; address < end; address += 1) lineOf.set(address, lines.length);
      }
      const image = readRecords(...lines);
      expect(image.byteCount).toBe(lineOf.size);
      for (const [at, line] of lineOf) expect(image.originAt(at)?.line).toBe(line);
    }),
  );
});

test('a range ends where field or file changes', () => {
  const source = { file: 'otp.yaml', kind: 'field' } as const;
  const image = SparseImage.fromChunks([
    { address: 0, bytes: Uint8Array.of(1), origin: { source, field: 'serial' } },
    { address: 1, bytes: Uint8Array.of(2), origin: { source, field: 'mac' } },
    { address: 2, bytes: Uint8Array.of(3), origin: { source: { file: 'otp.yaml', kind: 'fill' } } },
  ]);
  expect(image.ranges()).toEqual([
    { address: 0, length: 1, source, field: 'serial' },
    { address: 1, length: 1, source, field: 'mac' },
    { address: 2, length: 1, source: { file: 'otp.yaml', kind: 'fill' } },
  ]);
});

test('a hundred thousand regular records take one entry a 64 KiB page', () => {
  const lines: string[] = [];
  for (let address = 0; address < 0x18_0000; address += 16) {
    if (address % 0x10000 === 0) lines.push(page(address));
    lines.push(data(address & 0xffff, ...Array<number>(16).fill(address >> 16)));
  }
  const image = readIntelHex(Buffer.from([...lines, EOF].join('\r\n')), 'fw.hex');
  expect(memoryOf(image).runs).toHaveLength(0x18);
  expect(image.originAt(0x17_fff0)?.line).toBe(lines.length);
});

test.each([
  [{ source: { file: 'fw.hex', kind: 'ihex' }, line: 12 }, 'fw.hex:12'],
  [{ source: { file: 'otp.yaml', kind: 'field' }, field: 'mac' }, 'otp.yaml, field mac'],
  [{ source: { file: 'otp.yaml', kind: 'field' }, line: 3, field: 'mac' }, 'otp.yaml:3, field mac'],
  [{ source: { file: '--fill', kind: 'fill' } }, '--fill, fill'],
  [{ source: { file: 'fw.bin', kind: 'binary' } }, 'fw.bin'],
] as const)('%o reads as %s', (origin, text) => {
  expect(describeOrigin(origin)).toBe(text);
});
