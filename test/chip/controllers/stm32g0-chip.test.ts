import { describe, expect, test } from 'vitest';
import { BusError, type SimulatedChip } from '../../../src/chip/index.js';
import { chipOf, deviceOf, setWord, wordAt } from '../support/chips.js';
import { unlock } from '../support/flash.js';

import {
  BSY1,
  BSY2,
  CFGBSY,
  FLASH,
  g0,
  newG0,
  newG0B,
  OTP,
  opened,
  PGSERR,
  program,
  STRT,
  settled,
  WRPERR,
} from '../support/g0.js';

describe('main flash', () => {
  const PER = 2;
  const BKER = 1 << 13;
  const MER2 = 1 << 15;
  const erase = (chip: SimulatedChip, control: number): number => {
    unlock(chip, g0);
    setWord(chip, g0.CR, control);
    setWord(chip, g0.CR, control | STRT);
    return wordAt(chip, g0.SR);
  };
  const blankPages = (chip: SimulatedChip): readonly number[] =>
    Array.from({ length: 256 }, (_, index) => index).filter((index) =>
      chip.bench.peek(FLASH + index * 2048, 2048).every((byte) => byte === 0xff),
    );
  const filled = (): SimulatedChip => {
    const chip = newG0B();
    chip.bench.poke(FLASH, new Uint8Array(512 * 1024));
    return chip;
  };

  test('BSY1 is of bank 1 and BSY2 of bank 2; CFGBSY is set meanwhile', () => {
    const chip = filled();
    expect(erase(chip, PER | (3 << 3))).toBe(BSY1 | CFGBSY);
    expect(settled(chip)).toBe(0);
    chip.reset();
    // Pages of bank 2 are numbered from 256, or from 0 with BKER.
    expect(erase(chip, PER | BKER | ((256 + 5) << 3))).toBe(BSY2 | CFGBSY);
    settled(chip);
    chip.reset();
    expect(erase(chip, PER | BKER | (6 << 3))).toBe(BSY2 | CFGBSY);
    settled(chip);
    expect(blankPages(chip)).toEqual([3, 128 + 5, 128 + 6]);
  });

  test('a page that is not there is PGSERR', () => {
    expect(erase(filled(), PER | (200 << 3)) & PGSERR).toBe(PGSERR);
  });

  test('MER2 erases the second bank', () => {
    const chip = filled();
    erase(chip, MER2);
    settled(chip);
    expect(blankPages(chip)).toEqual(Array.from({ length: 128 }, (_, index) => 128 + index));
  });
});

describe('read protection level 1', () => {
  test('a debugger reads OTP, but neither programs it nor reads the main flash', () => {
    const chip = newG0();
    chip.bench.poke(OTP, Uint8Array.of(0x5a));
    chip.bench.setReadProtection(1);
    expect(chip.readMemory(OTP, 1)[0]).toBe(0x5a);
    expect(() => chip.readMemory(FLASH, 4)).toThrow(BusError);
    expect(program(opened(chip), OTP + 8, 1, 2)).toBe(WRPERR);
  });
});

describe('DBGMCU', () => {
  const IDCODE = 0x40015800;
  const FREEZE = 0x40015808;
  const APBENR1 = 0x4002103c;
  const DBGEN = 1 << 27;

  test('answers IDCODE without its clock, and takes no write until RCC clocks it', () => {
    const chip = newG0();
    expect(wordAt(chip, IDCODE) & 0xfff).toBe(0x460);
    setWord(chip, FREEZE, 0x1000);
    expect(wordAt(chip, FREEZE)).toBe(0);
    setWord(chip, APBENR1, DBGEN);
    setWord(chip, FREEZE, 0x1000);
    expect(wordAt(chip, FREEZE)).toBe(0x1000);
    setWord(chip, APBENR1, 0);
    expect(wordAt(chip, FREEZE)).toBe(0x1000);
  });

  test('reads zero without its clock where the chip is made so', () => {
    const chip = chipOf(deviceOf('STM32G071RB'), { dbgmcuReads: 'closed' });
    expect(wordAt(chip, IDCODE)).toBe(0);
    setWord(chip, APBENR1, DBGEN);
    expect(wordAt(chip, IDCODE) & 0xfff).toBe(0x460);
    chip.reset();
    expect(wordAt(chip, IDCODE)).toBe(0);
  });

  test('holds the watchdog of a halted core only once its write has been taken', () => {
    for (const isClocked of [false, true]) {
      const chip = newG0();
      chip.bench.setHardwareWatchdog(true);
      chip.reset();
      if (isClocked) setWord(chip, APBENR1, DBGEN);
      setWord(chip, FREEZE, 0x1000);
      const before = chip.counters.systemResets;
      for (let turn = 0; turn < 60_000; turn += 1) chip.readMemory(0x20000000, 4);
      expect(chip.counters.systemResets - before).toBe(isClocked ? 0 : 1);
    }
  });
});

test('the core is a Cortex-M0+, and the flash size register has ones beside its field', () => {
  const chip = newG0();
  expect(wordAt(chip, 0xe000ed00)).toBe(0x410cc601);
  expect(new DataView(chip.readMemory(0x1fff75e0, 2, 2).buffer).getUint16(0, true)).toBe(0xff80);
});
