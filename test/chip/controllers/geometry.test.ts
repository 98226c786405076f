import { describe, expect, test } from 'vitest';
import { SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, setWord } from '../support/chips.js';
import { f4, status, unlock } from '../support/flash.js';

const sectorsOf = (name: string) => SimulatedChip.create(deviceOf(name)).flashSectors;
const sizesOf = (name: string): readonly number[] => sectorsOf(name).map(({ size }) => size / 1024);

// RM0090 §3.3 Tables 5 and 6.
describe('F4 sectors', () => {
  test.each([
    ['STM32F410C8', 64, [16, 16, 16, 16]],
    ['STM32F401CB', 128, [16, 16, 16, 16, 64]],
    ['STM32F401CC', 256, [16, 16, 16, 16, 64, 128]],
    ['STM32F401CD', 384, [16, 16, 16, 16, 64, 128, 128]],
    ['STM32F401RE', 512, [16, 16, 16, 16, 64, 128, 128, 128]],
  ])('of %s, %i KB', (name, _, expected) => {
    expect(sizesOf(name)).toEqual(expected);
  });

  test('of 1.5 MB are sixteen, of 2 MB two banks of twelve, of 1 MB one bank', () => {
    expect(sizesOf('STM32F413ZH')).toHaveLength(16);
    for (const name of ['STM32F429ZI', 'STM32F469NI']) {
      const dual = sectorsOf(name);
      expect(dual).toHaveLength(24);
      expect(dual[12]).toEqual({ offset: 0x100000, size: 0x4000 });
      expect(dual.reduce((sum, { size }) => sum + size, 0)).toBe(2048 * 1024);
    }
    expect(sizesOf('STM32F429ZG')).toHaveLength(12);
  });

  const SER = 2;
  const STRT = 1 << 16;
  const erasedBy = (name: string, snb: number): number => {
    const device = deviceOf(name);
    const chip = SimulatedChip.create(device);
    chip.bench.poke(0x08000000, new Uint8Array(device.flashKb * 1024));
    unlock(chip, f4);
    setWord(chip, f4.CR, SER | (snb << 3));
    setWord(chip, f4.CR, SER | (snb << 3) | STRT);
    status(chip, f4);
    return chip.bench.peek(0x08000000, device.flashKb * 1024).indexOf(0xff);
  };

  test.each([
    ['STM32F429ZI', 11, 0xe0000],
    ['STM32F429ZI', 16, 0x100000],
    ['STM32F429ZI', 27, 0x1e0000],
    ['STM32F429ZI', 12, -1],
    ['STM32F413ZH', 15, 0x160000],
  ])('of %s: SNB %i erases from offset %i', (name, snb, offset) => {
    expect(erasedBy(name, snb)).toBe(offset);
  });
});

// RM0394 §3.3.1, RM0351 §3.3.1, RM0432 §3.3.1.
test.each([
  ['STM32L432KC', 128, 2048],
  ['STM32L476RG', 512, 2048],
  ['STM32L4R5ZI', 512, 4096],
])('L4 pages of %s', (name, count, size) => {
  const pages = sectorsOf(name);
  expect(pages).toHaveLength(count);
  expect(pages.every((page) => page.size === size)).toBe(true);
});
