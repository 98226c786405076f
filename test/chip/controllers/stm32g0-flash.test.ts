import { describe, expect, test } from 'vitest';
import { BusError, type SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, setWord, wordAt } from '../support/chips.js';
import { chipOf } from '../support/families.js';
import { unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

// RM0444 §3.7.
const g0 = {
  ACR: 0x40022000,
  KEYR: 0x40022008,
  OPTKEYR: 0x4002200c,
  SR: 0x40022010,
  CR: 0x40022014,
  ECCR: 0x40022018,
  ECC2R: 0x4002201c,
  OPTR: 0x40022020,
} as const;
const OTP = 0x1fff7000;
const FLASH = 0x08000000;
const PG = 1;
const PROGERR = 1 << 3;
const WRPERR = 1 << 4;
const PGAERR = 1 << 5;
const PGSERR = 1 << 7;
const BSY1 = 1 << 16;
const BSY2 = 1 << 17;
const CFGBSY = 1 << 18;
const LOCK = 0x80000000;
const OPTLOCK = 1 << 30;
const STRT = 1 << 16;

const newG0 = (): SimulatedChip => chipOf(deviceOf('STM32G071RB'));
const newG0B = (): SimulatedChip => chipOf(deviceOf('STM32G0B1RE'));

const settled = (chip: SimulatedChip): number => {
  while (wordAt(chip, g0.SR) & (BSY1 | BSY2));
  return wordAt(chip, g0.SR);
};

const opened = (chip = newG0()): SimulatedChip => {
  unlock(chip, g0);
  setWord(chip, g0.CR, PG);
  return chip;
};

const program = (chip: SimulatedChip, address: number, low: number, high: number): number => {
  setWord(chip, address, low);
  setWord(chip, address + 4, high);
  return settled(chip);
};

describe('FLASH_CR', () => {
  test('is locked with OPTLOCK after a reset, and opened by the two keys', () => {
    const chip = newG0();
    expect(wordAt(chip, g0.CR)).toBe((LOCK | OPTLOCK) >>> 0);
    unlock(chip, g0);
    expect(wordAt(chip, g0.CR)).toBe(OPTLOCK);
    expect(() => setWord(chip, g0.KEYR, 0x45670123)).toThrow(BusError);
  });

  test('numbers 1024 pages, and BKER is bit 13', () => {
    const chip = newG0B();
    unlock(chip, g0);
    setWord(chip, g0.CR, 0x3ffe);
    expect(wordAt(chip, g0.CR)).toBe((OPTLOCK | 0x3ffe) >>> 0);
  });
});

describe('FLASH_ACR', () => {
  test('has EMPTY and DBG_SWEN after a reset of a blank chip, and no data cache', () => {
    const chip = newG0();
    expect(wordAt(chip, g0.ACR)).toBe(0x50600);
    setWord(chip, g0.ACR, 0x50600 | (1 << 10) | (1 << 12));
    expect(wordAt(chip, g0.ACR)).toBe(0x50600);
    expect(chip.counters.reservedWrites).toBe(1);
  });

  test('EMPTY decides what the next reset boots, and can be written', () => {
    const chip = newG0();
    chip.reset();
    expect(chip.readRegister('PC')).toBe(0x1fff0008);
    chip.programFlash([{ address: FLASH, bytes: Uint8Array.of(0, 0x10, 0, 0x20, 0x41, 0, 0, 0x08) }]);
    chip.reset();
    expect(chip.readRegister('PC')).toBe(0x1fff0008);
    setWord(chip, g0.ACR, 0x600);
    chip.reset();
    expect(chip.readRegister('PC')).toBe(0x08000040);
    chip.powerCycle();
    chip.halt();
    expect(wordAt(chip, g0.ACR) & 0x10000).toBe(0);
  });

  test('a programmed double word is read at once', () => {
    const chip = opened();
    wordAt(chip, OTP);
    expect(program(chip, OTP, 0x12345678, 0x9abcdef0)).toBe(0);
    expect(wordAt(chip, OTP)).toBe(0x12345678);
    expect(wordAt(chip, OTP + 4)).toBe(0x9abcdef0);
  });
});

describe('CFGBSY', () => {
  test('rises with the first word and falls with the end of the operation', () => {
    const chip = opened();
    setWord(chip, OTP, 1);
    expect(wordAt(chip, g0.SR)).toBe(CFGBSY);
    setWord(chip, OTP + 4, 2);
    expect(wordAt(chip, g0.SR)).toBe(BSY1 | CFGBSY);
    expect(settled(chip)).toBe(0);
    expect(chip.counters.otpOperations).toBe(1);
  });

  test('FLASH_CR must not be written while it is set: a bus error for a debugger, a HardFault for the core', () => {
    for (const halfOnly of [true, false]) {
      const chip = opened();
      setWord(chip, OTP, 1);
      if (!halfOnly) setWord(chip, OTP + 4, 2);
      expect(() => setWord(chip, g0.CR, 0)).toThrow(BusError);
    }
    const chip = opened();
    setWord(chip, OTP, 1);
    run(chip, [thumb.str(1, 0)], { 0: g0.CR, 1: 0 });
    expect(chip.haltReason).toBe('hardfault');
  });

  test('half a unit left behind keeps it set until a reset, and the unit stays blank', () => {
    const chip = opened();
    setWord(chip, OTP, 0x12345678);
    chip.readMemory(0x20000000, 4000, 1);
    expect(wordAt(chip, g0.SR)).toBe(CFGBSY);
    chip.reset();
    expect(wordAt(chip, g0.SR)).toBe(0);
    expect(chip.bench.peek(OTP, 8)).toEqual(new Uint8Array(8).fill(0xff));
    expect(program(opened(chip), OTP, 1, 2)).toBe(0);
  });

  test('a second word elsewhere ends it with PGAERR', () => {
    const chip = opened();
    setWord(chip, OTP, 1);
    setWord(chip, OTP + 8, 2);
    expect(wordAt(chip, g0.SR)).toBe(PGAERR);
    expect(chip.counters).toMatchObject({ otpOperations: 0, halfWrittenUnits: 1 });
  });

  test('may fall behind BSY1, and a unit that is begun before that is PGSERR', () => {
    const chip = opened();
    chip.bench.latePending(1000);
    setWord(chip, OTP, 1);
    setWord(chip, OTP + 4, 2);
    expect(settled(chip)).toBe(CFGBSY);
    expect(() => setWord(chip, g0.CR, 0)).toThrow(BusError);
    setWord(chip, OTP + 8, 1);
    expect(wordAt(chip, g0.SR)).toBe(CFGBSY | PGSERR);
    while (wordAt(chip, g0.SR) & CFGBSY);
    setWord(chip, g0.SR, PGSERR);
    setWord(chip, g0.CR, PG);
    expect(program(chip, OTP + 8, 1, 2) & 0xffff).toBe(0);
  });

  test('the bench leaves half a unit behind without keys', () => {
    const chip = newG0();
    chip.bench.leaveHalf(OTP + 12);
    expect(wordAt(chip, g0.SR)).toBe(CFGBSY);
    expect(() => setWord(chip, g0.CR, 0)).toThrow(BusError);
  });
});

describe('double words', () => {
  test('are programmed once, all zeros or not', () => {
    const chip = opened();
    expect(program(chip, OTP + 8, 1, 2)).toBe(0);
    expect(program(chip, OTP + 8, 0, 0)).toBe(PROGERR);
    expect(wordAt(chip, OTP + 8)).toBe(1);
  });

  test('behind the OTP area answer WRPERR', () => {
    expect(program(opened(), OTP + 0x400, 1, 2)).toBe(WRPERR);
  });

  test('are weak in voltage range 2', () => {
    const chip = newG0();
    setWord(chip, 0x4002103c, 1 << 28);
    setWord(chip, 0x40007000, 0x400);
    expect(program(opened(chip), OTP, 1, 2)).toBe(0);
    chip.readMemory(OTP, 8);
    expect(wordAt(chip, g0.ECCR) >>> 30).toBe(1);
  });
});

describe('ECC of two banks', () => {
  const ECCC = 1 << 30;
  const SYSF_ECC = 1 << 20;

  test('ECCR shows bank 1 and OTP by the number of the double word, ECC2R shows bank 2', () => {
    const chip = newG0B();
    chip.bench.setUnitState(OTP + 24, 'weak');
    chip.readMemory(OTP + 24, 4);
    expect(wordAt(chip, g0.ECCR)).toBe(ECCC | SYSF_ECC | 3);
    expect(wordAt(chip, g0.ECC2R)).toBe(0);
    chip.bench.setUnitState(FLASH + 0x40000, 'weak');
    chip.readMemory(FLASH + 0x40000, 4);
    expect(wordAt(chip, g0.ECC2R) >>> 0).toBe(ECCC);
    setWord(chip, g0.ECC2R, ECCC);
    expect(wordAt(chip, g0.ECC2R)).toBe(0);
  });

  test('the bench lets ECC2R show OTP, and a chip with one bank has no ECC2R', () => {
    const chip = newG0B();
    chip.bench.reportEccBy(1);
    chip.bench.setUnitState(OTP, 'damaged');
    chip.readMemory(OTP, 4);
    expect(wordAt(chip, g0.ECC2R)).toBe((0x80000000 | SYSF_ECC) >>> 0);
    const single = newG0();
    single.bench.setUnitState(OTP, 'damaged');
    single.readMemory(OTP, 4);
    expect(wordAt(single, g0.ECC2R)).toBe(0);
  });
});

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
