import { describe, expect, test } from 'vitest';
import { BusError, SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, setWord, wordAt } from '../support/chips.js';
import { f4, LOCK, PG, programF4, status, unlock } from '../support/flash.js';

// PM0059 §2.8: the registers are at the addresses of the STM32F4.
const f2 = f4;
const OTP = 0x1fff7800;
const LOCKS = 0x1fff7a00;
const WRPERR = 1 << 4;
const PGPERR = 1 << 6;
const PGSERR = 1 << 7;
const EOPIE = 1 << 24;
const ERRIE = 1 << 25;

const newF2 = (vddMv = 3300): SimulatedChip => SimulatedChip.create(deviceOf('STM32F205RG'), { vddMv });

test('registers hold after a reset what the manual says', () => {
  const chip = newF2();
  expect(wordAt(chip, f2.ACR)).toBe(0);
  expect(wordAt(chip, f2.CR)).toBe(LOCK);
  expect(wordAt(chip, f2.OPTCR)).toBe(0x0fffaaed);
  expect(wordAt(chip, 0x40023c18)).toBe(0);
  expect(wordAt(chip, 0xe000ed00)).toBe(0x412fc230);
  expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(0x411);
});

test('ERRIE and MER2 are reserved: no error sets OPERR', () => {
  const chip = newF2();
  unlock(chip, f2);
  setWord(chip, f2.CR, PG | EOPIE | ERRIE | (1 << 15));
  expect(wordAt(chip, f2.CR)).toBe(PG | EOPIE);
  expect(chip.counters.reservedWrites).toBe(1);
  chip.writeMemory(OTP, Uint8Array.of(0, 0), 2);
  expect(status(chip, f2)).toBe(PGPERR);
});

test('bytes program at x8, a locked block answers WRPERR', () => {
  const chip = newF2();
  expect(programF4(chip, OTP, 0x5a)).toBe(0);
  expect(programF4(chip, OTP, 0x50)).toBe(0);
  expect(chip.readMemory(OTP, 1)[0]).toBe(0x50);
  expect(programF4(chip, LOCKS + 15, 0)).toBe(0);
  expect(programF4(chip, OTP + 0x1ff, 1)).toBe(WRPERR);
  expect(programF4(chip, LOCKS + 16, 0)).toBe(WRPERR);
});

test('a write without PG is PGSERR', () => {
  const chip = newF2();
  unlock(chip, f2);
  chip.writeMemory(OTP, Uint8Array.of(0), 1);
  expect(status(chip, f2)).toBe(PGSERR);
});

describe('PSIZE', () => {
  test.each([
    [2000, 1, 1],
    [2100, 1, 0],
    [2600, 2, 1],
    [2700, 2, 0],
  ])('at %i mV code %i counts %i operation beyond the supply', (vddMv, code, count) => {
    const chip = newF2(vddMv);
    unlock(chip, f2);
    setWord(chip, f2.CR, PG | (code << 8));
    chip.writeMemory(OTP, new Uint8Array(1 << code), code === 1 ? 2 : 4);
    expect(status(chip, f2)).toBe(0);
    expect(chip.counters.beyondSupply).toBe(count);
  });
});

test('the data cache is that of the STM32F4: DCEN 10, DCRST 12', () => {
  const chip = newF2();
  chip.bench.stickCells(OTP, 0x01);
  setWord(chip, f2.ACR, 1 << 10);
  wordAt(chip, OTP);
  programF4(chip, OTP, 0x50);
  expect(chip.readMemory(OTP, 1)[0]).toBe(0x50);
  setWord(chip, f2.ACR, 0);
  expect(chip.readMemory(OTP, 1)[0]).toBe(0x51);
});

test('at level 1 a debugger neither reads nor programs OTP', () => {
  const chip = newF2();
  chip.bench.setReadProtection(1);
  expect((wordAt(chip, f2.OPTCR) >>> 8) & 0xff).not.toBe(0xaa);
  expect(() => chip.readMemory(OTP, 4)).toThrow(BusError);
  expect(programF4(chip, OTP, 0)).toBe(WRPERR);
});
