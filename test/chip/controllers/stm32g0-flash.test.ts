import { describe, expect, test } from 'vitest';
import { BusError } from '../../../src/chip/index.js';
import { setWord, wordAt } from '../support/chips.js';
import { unlock } from '../support/flash.js';
import {
  BSY1,
  CFGBSY,
  FLASH,
  g0,
  LOCK,
  newG0,
  newG0B,
  OPTLOCK,
  OTP,
  opened,
  PG,
  PGAERR,
  PGSERR,
  PROGERR,
  program,
  settled,
  WRPERR,
} from '../support/g0.js';
import { run, thumb } from '../support/thumb.js';

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
