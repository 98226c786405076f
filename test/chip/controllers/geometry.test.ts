import { describe, expect, test } from 'vitest';
import { sectorOfSnb, stm32f4Sectors } from '../../../src/chip/controllers/stm32f4-sectors.js';
import { stm32l4Line, stm32l4Pages } from '../../../src/chip/controllers/stm32l4-lines.js';
import { deviceOf } from '../support/chips.js';

const sizes = (flashKb: number, dualBank = false): readonly number[] =>
  stm32f4Sectors(flashKb, dualBank).map(({ size }) => size / 1024);

describe('F4 sectors', () => {
  test.each([
    [64, [16, 16, 16, 16]],
    [128, [16, 16, 16, 16, 64]],
    [256, [16, 16, 16, 16, 64, 128]],
    [384, [16, 16, 16, 16, 64, 128, 128]],
    [512, [16, 16, 16, 16, 64, 128, 128, 128]],
  ])('%i KB', (flashKb, expected) => {
    expect(sizes(flashKb)).toEqual(expected);
  });

  test('1.5 MB has sixteen, 2 MB two banks of twelve', () => {
    expect(sizes(1536)).toHaveLength(16);
    const dual = stm32f4Sectors(2048, true);
    expect(dual).toHaveLength(24);
    expect(dual[12]).toEqual({ offset: 0x100000, size: 0x4000 });
    expect(dual.reduce((sum, { size }) => sum + size, 0)).toBe(2048 * 1024);
  });

  test('SNB of the second bank starts at 16', () => {
    const dual = stm32f4Sectors(2048, true);
    expect(sectorOfSnb(dual, 16, true)).toBe(dual[12]);
    expect(sectorOfSnb(dual, 27, true)).toBe(dual[23]);
    expect(sectorOfSnb(dual, 12, true)).toBeUndefined();
    expect(sectorOfSnb(stm32f4Sectors(1536, false), 15, false)?.offset).toBe(0x160000);
  });
});

test.each([
  ['STM32L432KC', 128, false],
  ['STM32L476RG', 512, true],
  ['STM32L4R5ZI', 512, true],
])('L4 pages of %s', (name, count, dualBank) => {
  const device = deviceOf(name);
  const line = stm32l4Line(device);
  const pages = stm32l4Pages(device.flashKb, line.pageSize);
  expect(pages).toHaveLength(count);
  expect(line.dualBank).toBe(dualBank);
});
