import { describe, expect, test } from 'vitest';
import { BusError, type SimulatedChip } from '../../../src/chip/index.js';
import { chipOf, deviceOf, setWord, wordAt } from '../support/chips.js';
import { LOCK, l4, PG, programL4, status, unlock } from '../support/flash.js';

const OTP = 0x1fff7000;
const FLASH = 0x08000000;
const PROGERR = 1 << 3;
const WRPERR = 1 << 4;
const PGSERR = 1 << 7;
const OPTLOCK = 1 << 30;
const STRT = 1 << 16;
// The registers of RM0440 §3.7 are at the addresses of the STM32L4.
const g4 = l4;

const newG4 = (): SimulatedChip => chipOf(deviceOf('STM32G474RE'));

test('FLASH_ACR holds DBG_SWEN and both caches after a reset, FLASH_CR both locks', () => {
  const chip = newG4();
  expect(wordAt(chip, g4.ACR)).toBe(0x40600);
  expect(wordAt(chip, g4.CR)).toBe((LOCK | OPTLOCK) >>> 0);
  expect(wordAt(chip, 0xe000ed00)).toBe(0x410fc241);
  expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(0x469);
});

test('a double word is programmed once, and a cached one is stale', () => {
  const chip = newG4();
  expect(wordAt(chip, OTP)).toBe(0xffffffff);
  expect(programL4(chip, OTP, 0x12345678, 1)).toBe(0);
  expect(wordAt(chip, OTP)).toBe(0xffffffff);
  setWord(chip, g4.ACR, 0x40000);
  expect(wordAt(chip, OTP)).toBe(0x12345678);
  expect(programL4(chip, OTP, 0, 0)).toBe(PROGERR);
  expect(programL4(chip, OTP + 0x400, 1, 1)).toBe(WRPERR);
});

test('there is no PEMPTY: a blank chip shows nothing, and boots its flash', () => {
  const chip = newG4();
  expect(wordAt(chip, g4.SR)).toBe(0);
  setWord(chip, g4.SR, 1 << 17);
  expect(wordAt(chip, g4.SR)).toBe(0);
  chip.bench.poke(FLASH, Uint8Array.of(0, 0x10, 0, 0x20, 0x41, 0, 0, 0x08));
  chip.reset();
  expect(chip.readRegister('PC')).toBe(0x08000040);
});

test('half a double word leaves no flag behind, and the next word is PGAERR', () => {
  const chip = newG4();
  unlock(chip, g4);
  setWord(chip, g4.CR, PG);
  setWord(chip, OTP, 1);
  expect(wordAt(chip, g4.SR)).toBe(0);
  setWord(chip, OTP + 8, 1);
  expect(wordAt(chip, g4.SR)).toBe(1 << 5);
});

test('an error of the system area is bit 22 of ECCR', () => {
  const chip = newG4();
  setWord(chip, g4.ACR, 0x40000);
  chip.bench.setUnitState(OTP + 16, 'weak');
  chip.readMemory(OTP + 16, 4);
  expect(wordAt(chip, g4.ECCR)).toBe((1 << 30) | (1 << 22) | 16);
});

test('in voltage range 2 a double word is weak', () => {
  const chip = newG4();
  chip.bench.setVoltageScaling(2);
  setWord(chip, 0x40021058, 1 << 28);
  setWord(chip, 0x40007000, 0x400);
  setWord(chip, g4.ACR, 0x40000);
  expect(programL4(chip, OTP, 1, 2)).toBe(0);
  wordAt(chip, OTP);
  expect(wordAt(chip, g4.ECCR) >>> 30).toBe(1);
});

describe('main flash of two banks', () => {
  const PER = 2;
  const BKER = 1 << 11;
  const erase = (chip: SimulatedChip, control: number): number => {
    unlock(chip, g4);
    setWord(chip, g4.CR, control);
    setWord(chip, g4.CR, control | STRT);
    return status(chip, g4);
  };

  test('BKER picks the second one', () => {
    const chip = newG4();
    chip.bench.poke(FLASH, new Uint8Array(512 * 1024));
    expect(erase(chip, PER | BKER | (5 << 3))).toBe(0);
    expect(chip.bench.peek(FLASH, 512 * 1024).indexOf(0xff)).toBe(0x40000 + 5 * 2048);
  });

  test('PNB has seven bits', () => {
    const chip = newG4();
    unlock(chip, g4);
    setWord(chip, g4.CR, 0x7f << 3);
    expect(wordAt(chip, g4.CR)).toBe((OPTLOCK | (0x7f << 3)) >>> 0);
  });

  test('page erase beside mass erase is PGSERR', () => {
    expect(erase(newG4(), PER | 4) & PGSERR).toBe(PGSERR);
  });
});

test('at level 1 a debugger neither reads nor programs OTP', () => {
  const chip = newG4();
  chip.bench.setReadProtection(1);
  expect(() => chip.readMemory(OTP, 4)).toThrow(BusError);
  expect(programL4(chip, OTP, 1, 1)).toBe(WRPERR);
});

test('APB1FZR1 freezes the watchdog of a halted core, and OPTR bit 16 starts it', () => {
  const chip = newG4();
  setWord(chip, g4.OPTR, 0);
  expect((wordAt(chip, g4.OPTR) >>> 16) & 1).toBe(1);
  chip.bench.setHardwareWatchdog(true);
  expect((wordAt(chip, g4.OPTR) >>> 16) & 1).toBe(0);
  chip.reset();
  setWord(chip, 0xe0042008, 0x1000);
  const before = chip.counters.systemResets;
  for (let turn = 0; turn < 60_000; turn += 1) chip.readMemory(0x20000000, 4);
  expect(chip.counters.systemResets).toBe(before);
});
