import { describe, expect, test } from 'vitest';
import { BusError, type SimulatedChip } from '../../../src/chip/index.js';
import { chipOf, deviceOf, setWord, wordAt } from '../support/chips.js';
import { f4, LOCK, PG, programF4, status, unlock } from '../support/flash.js';

// RM0385, RM0410 and RM0431 §3.7: the registers are at the addresses of the STM32F4.
const f7 = f4;
const WRPERR = 1 << 4;
const PGPERR = 1 << 6;
const ERSERR = 1 << 7;

const newF7 = (name = 'STM32F746ZG'): SimulatedChip => chipOf(deviceOf(name));

describe('FLASH_ACR', () => {
  test('has ARTEN 9 and ARTRST 11, and neither DCEN nor DCRST', () => {
    const chip = newF7();
    expect(wordAt(chip, f7.ACR)).toBe(0);
    setWord(chip, f7.ACR, 0x1f0f);
    expect(wordAt(chip, f7.ACR)).toBe(0xb0f);
    expect(chip.counters.reservedWrites).toBe(1);
  });

  test('ARTRST works only while ARTEN is off already', () => {
    const chip = newF7();
    setWord(chip, f7.ACR, 1 << 9);
    setWord(chip, f7.ACR, (1 << 9) | (1 << 11));
    expect(wordAt(chip, f7.ACR)).toBe(1 << 9);
    setWord(chip, f7.ACR, 1 << 11);
    expect(wordAt(chip, f7.ACR)).toBe(0);
    setWord(chip, f7.ACR, 1 << 11);
    expect(wordAt(chip, f7.ACR)).toBe(1 << 11);
  });

  test('no cache stands before OTP', () => {
    const chip = newF7();
    chip.bench.stickCells(0x1ff0f000, 0x01);
    setWord(chip, f7.ACR, 1 << 9);
    wordAt(chip, 0x1ff0f000);
    programF4(chip, 0x1ff0f000, 0x50);
    expect(chip.readMemory(0x1ff0f000, 1)[0]).toBe(0x51);
  });
});

test('a write without PG, or with an erase bit beside it, is ERSERR', () => {
  for (const control of [0, PG | 2, PG | 4]) {
    const chip = newF7();
    unlock(chip, f7);
    setWord(chip, f7.CR, control);
    chip.writeMemory(0x1ff0f000, Uint8Array.of(0), 1);
    expect(status(chip, f7)).toBe(ERSERR);
    setWord(chip, f7.SR, 0xf3);
    expect(wordAt(chip, f7.SR)).toBe(0);
  }
});

test('another width than PSIZE is PGPERR', () => {
  const chip = newF7();
  unlock(chip, f7);
  setWord(chip, f7.CR, PG);
  setWord(chip, 0x1ff0f000, 0);
  expect(status(chip, f7)).toBe(PGPERR);
});

describe.each([
  ['STM32F746ZG', 0x1ff0f000, 64, 0x1ff0f420, 0x410fc271, 0x449],
  ['STM32F767ZI', 0x1ff0f000, 64, 0x1ff0f420, 0x411fc270, 0x451],
  ['STM32F722ZE', 0x1ff07800, 32, 0x1ff07a10, 0x411fc270, 0x452],
])('OTP of %s', (name, base, block, uid, cpuid, devId) => {
  const locks = base + 16 * block;

  test('has sixteen blocks, each with its lock byte behind them', () => {
    const chip = newF7(name);
    expect(programF4(chip, locks + 1, 0)).toBe(0);
    expect(programF4(chip, base + block - 1, 1)).toBe(0);
    expect(programF4(chip, base + block, 1)).toBe(WRPERR);
    expect(programF4(chip, base + 2 * block - 1, 1)).toBe(WRPERR);
    expect(programF4(chip, base + 2 * block, 1)).toBe(0);
    expect(programF4(chip, base + 16 * block - 1, 1)).toBe(0);
    expect(programF4(chip, locks + 16, 0)).toBe(WRPERR);
  });

  test('is on a chip with the identity of its line', () => {
    const chip = newF7(name);
    const before = chip.readMemory(uid, 12);
    expect(programF4(chip, uid, 0)).toBe(WRPERR);
    expect(chip.readMemory(uid, 12)).toEqual(before);
    expect(wordAt(chip, 0xe000ed00)).toBe(cpuid);
    expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(devId);
  });
});

describe('option bytes', () => {
  test.each([
    ['STM32F746ZG', 0xc0ffaafd],
    ['STM32F722ZE', 0xc0ffaafd],
    // nDBANK is 1 from the factory: one bank (RM0410 §3.7.6).
    ['STM32F767ZI', 0xffffaafd],
  ])('of %s are those of a chip from the factory', (name, value) => {
    const chip = newF7(name);
    expect(wordAt(chip, f7.OPTCR)).toBe(value);
    expect(wordAt(chip, f7.CR)).toBe(LOCK);
  });

  test('nWRP protects eight sectors, twelve where a line may have two banks', () => {
    for (const [name, sector, expected] of [
      ['STM32F746ZG', 7, WRPERR],
      ['STM32F767ZI', 11, WRPERR],
    ] as const) {
      const chip = newF7(name);
      const { offset } = chip.flashSectors[sector] ?? { offset: 0 };
      chip.bench.setOptionBytes(0xffffaafc & ~(1 << (16 + sector)));
      expect(programF4(chip, 0x08000000 + offset, 0)).toBe(expected);
      expect(programF4(chip, 0x08000000, 0)).toBe(0);
    }
  });

  test('IWDG_SW is bit 5, beside WWDG_SW', () => {
    const chip = newF7();
    chip.bench.setHardwareWatchdog(true);
    expect(wordAt(chip, f7.OPTCR)).toBe(0xc0ffaadd);
  });
});

test('system memory is at 0x1FF00000, and not where the option bytes are', () => {
  const chip = newF7();
  expect(wordAt(chip, 0x1ff00004)).toBe(0x1ff00009);
  expect(() => wordAt(chip, 0x1fff0000)).toThrow(BusError);
});

test('the flash is at 0x00200000 as well, where the reset vector is, and ITCM at 0', () => {
  const chip = newF7();
  chip.bench.poke(0x08000000, Uint8Array.of(0, 0x10, 0, 0x20, 0x41, 0, 0, 0x08));
  chip.reset();
  expect(chip.readRegister('PC')).toBe(0x08000040);
  expect(wordAt(chip, 0x00200004)).toBe(0x08000041);
  expect(wordAt(chip, 0xe000ed08)).toBe(0x00200000);
  setWord(chip, 0, 0x12345678);
  expect(wordAt(chip, 0)).toBe(0x12345678);
});
