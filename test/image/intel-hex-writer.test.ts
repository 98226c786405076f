import { describe, expect, test } from 'vitest';
import { type HexWriteOptions, readIntelHex, SparseImage, writeIntelHex } from '../../src/image/index.js';
import { errorOf } from './contents.js';
import { data, EOF, page, readRecords, record } from './records.js';

function linesOf(chunks: [number, number[]][], options: HexWriteOptions = {}): string[] {
  const origin = { source: { file: 'a.bin', kind: 'binary' } } as const;
  const image = SparseImage.fromChunks(
    chunks.map(([address, bytes]) => ({ address, bytes: Uint8Array.from(bytes), origin })),
  );
  const text = Buffer.from(writeIntelHex(image, options)).toString('latin1');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('writeIntelHex', () => {
  test('an empty image is the end-of-file record', () => {
    expect(linesOf([])).toEqual([EOF]);
  });

  test('no base below 64 KiB, one for each page above', () => {
    expect(linesOf([[0x10, [1]]])).toEqual([data(0x10, 1), EOF]);
    expect(
      linesOf([
        [0x0800_0010, [1]],
        [0x0800_0020, [2]],
        [0x1fff_7800, [3]],
      ]),
    ).toEqual([page(0x0800_0000), data(0x10, 1), data(0x20, 2), page(0x1fff_0000), data(0x7800, 3), EOF]);
  });

  test('a record never crosses 64 KiB', () => {
    expect(linesOf([[0xfffe, [1, 2, 3, 4]]])).toEqual([
      data(0xfffe, 1, 2),
      page(0x1_0000),
      data(0, 3, 4),
      EOF,
    ]);
  });

  test('the last byte of the address space', () => {
    expect(linesOf([[0xffff_ffff, [0xab]]])).toEqual([page(0xffff_0000), data(0xffff, 0xab), EOF]);
  });

  test('records of the length asked for', () => {
    expect(linesOf([[0, [1, 2, 3, 4, 5]]], { bytesPerRecord: 2 })).toEqual([
      data(0, 1, 2),
      data(2, 3, 4),
      data(4, 5),
      EOF,
    ]);
    const long = Array<number>(255).fill(0x5a);
    expect(linesOf([[0, [...long, 1]]], { bytesPerRecord: 255 })).toEqual([
      data(0, ...long),
      data(255, 1),
      EOF,
    ]);
  });

  test.each([0, 256, 1.5, -1, Number.NaN])('refuses records of %d bytes', (bytesPerRecord) => {
    expect(errorOf(() => writeIntelHex(SparseImage.empty, { bytesPerRecord }))).toMatchObject({
      code: 'USAGE',
    });
  });

  test('start addresses come back', () => {
    const starts = [record(3, 0, [0x12, 0x34, 0x56, 0x78]), record(5, 0, [0x88, 0, 1, 0xc1])];
    const written = writeIntelHex(readRecords(data(0, 1), ...starts));
    expect(Buffer.from(written).toString()).toBe([data(0, 1), ...starts, EOF, ''].join('\n'));
  });

  test('what it writes depends on the image alone, not on how the image came about', () => {
    const shuffled = readRecords(data(0x20, 3), data(0x12, 2), data(0x10, 0, 1));
    const written = writeIntelHex(shuffled);
    expect(writeIntelHex(readIntelHex(written, 'again.hex'))).toEqual(written);
  });
});
