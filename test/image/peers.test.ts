import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mergeImages, readIntelHex, type SparseImage, writeIntelHex } from '../../src/image/index.js';
import { fc, runs } from '../support/property.js';
import { universeImages } from './arbitraries.js';
import { contents } from './contents.js';
import { data, EOF, page, readRecords, record } from './records.js';
import { useTempFolder } from './temp-folder.js';

const temp = useTempFolder();

/** Each run starts a process, so a few must do. */
const FEW = { numRuns: runs(20) };

const bytesPerRecord = fc.integer({ min: 1, max: 255 });

/** Neither program takes a file without data. */
const someBytes = universeImages.map(({ image }) => image).filter((image) => !image.isEmpty);

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

function save(name: string, bytes: Uint8Array | string): string {
  writeFileSync(temp(name), bytes);
  return temp(name);
}

function load(path: string): SparseImage {
  return readIntelHex(readFileSync(path), path);
}

test('a merge is the memory image that srec_cat makes of the same files', () => {
  fc.assert(
    fc.property(someBytes, someBytes, bytesPerRecord, (a, b, length) => {
      const first = save('a.hex', writeIntelHex(a, { bytesPerRecord: length }));
      const second = save('b.hex', writeIntelHex(b));
      run('srec_cat', first, '-intel', second, '-intel', '-o', temp('ab.hex'), '-intel');
      const ours = mergeImages([load(first), load(second)]);
      expect(contents(ours)).toEqual(contents(load(temp('ab.hex'))));
    }),
    FEW,
  );
});

test('arm-none-eabi-objcopy reads and writes a merge as the same memory image', () => {
  fc.assert(
    fc.property(someBytes, someBytes, bytesPerRecord, (a, b, length) => {
      const merged = mergeImages([a, b]);
      const path = save('merged.hex', writeIntelHex(merged, { bytesPerRecord: length }));
      run('arm-none-eabi-objcopy', '-I', 'ihex', '-O', 'ihex', path, temp('copy.hex'));
      expect(contents(load(temp('copy.hex')))).toEqual(contents(merged));
    }),
    FEW,
  );
});

test('both place segment and linear bases where we do', () => {
  // objcopy adds the two kinds of base up, so each is put back to 0 before the other.
  const lines = [
    record(2, 0, [0x12, 0x34]),
    data(0x10, 1, 2),
    record(2, 0, [0, 0]),
    page(0x0800_0000),
    data(0, 3),
    page(0),
    record(2, 0, [0, 1]),
    data(0, 4),
    EOF,
  ];
  const path = save('bases.hex', `${lines.join('\r\n')}\r\n`);
  run('srec_cat', path, '-intel', '-o', temp('srec.hex'), '-intel');
  run('arm-none-eabi-objcopy', '-I', 'ihex', '-O', 'ihex', path, temp('objcopy.hex'));
  const ours = contents(load(path));
  expect(contents(load(temp('srec.hex')))).toEqual(ours);
  expect(contents(load(temp('objcopy.hex')))).toEqual(ours);
});

test.each([
  ['CS:IP', record(3, 0, [0x12, 0x34, 0x56, 0x78]), 0x1234 * 16 + 0x5678],
  ['EIP', record(5, 0, [0x08, 0x00, 0x01, 0xc1]), 0x0800_01c1],
])('objcopy sees the start address of a %s record', (_, start, entry) => {
  const image = readRecords(data(0, 1), start);
  const path = save('start.hex', writeIntelHex(image));
  run('arm-none-eabi-objcopy', '-I', 'ihex', '-O', 'ihex', path, temp('start-copy.hex'));
  const [copied] = load(temp('start-copy.hex')).starts;
  const value = copied?.value ?? -1;
  expect(copied?.kind === 'segment' ? (value >>> 16) * 16 + (value & 0xffff) : value).toBe(entry);
});
