import { describe, expect, test } from 'vitest';
import type { SimulatedChip } from '../../../src/chip/index.js';
import { fc, runs } from '../../support/property.js';
import { newL4, setWord, wordAt } from '../support/chips.js';
import { BSY, l4, PG, programL4, status, unlock } from '../support/flash.js';

const OTP = 0x1fff7000;
const PROGERR = 1 << 3;
const WRPERR = 1 << 4;
const PGAERR = 1 << 5;
const SIZERR = 1 << 6;
const PGSERR = 1 << 7;
const OPTVERR = 1 << 15;
const ones = 0xffffffff;

describe('programming a double word', () => {
  test('starts with the second word, takes 82 us, and ends without EOP', () => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, PG);
    setWord(chip, OTP, 0x11223344);
    expect(wordAt(chip, l4.SR)).toBe(0);
    setWord(chip, OTP + 4, 0x55667788);
    expect(wordAt(chip, l4.SR)).toBe(BSY);
    const start = chip.timeUs;
    expect(status(chip, l4)).toBe(0);
    expect(chip.timeUs - start).toBeGreaterThanOrEqual(60);
    expect(chip.timeUs - start).toBeLessThanOrEqual(82 + 20);
    expect(wordAt(chip, OTP)).toBe(0x11223344);
    expect(wordAt(chip, OTP + 4)).toBe(0x55667788);
    expect(chip.counters).toMatchObject({ otpOperations: 1, flashOperations: 0 });
  });

  test.each([
    ['other data', 0x01234567, 0],
    ['the same data', 0x12345678, 0x9abcdef0],
    ['all zeros', 0, 0],
    ['all ones', ones, ones],
  ])('happens once: a second time with %s is PROGERR', (_, low, high) => {
    const chip = newL4();
    expect(programL4(chip, OTP + 8, 0x12345678, 0x9abcdef0)).toBe(0);
    expect(programL4(chip, OTP + 8, low, high)).toBe(PROGERR);
    expect(wordAt(chip, OTP + 8)).toBe(0x12345678);
    expect(wordAt(chip, OTP + 12)).toBe(0x9abcdef0);
    expect(chip.counters.otpOperations).toBe(1);
  });

  test('burnt with all ones it reads blank and refuses forever', () => {
    const chip = newL4();
    expect(programL4(chip, OTP, ones, ones)).toBe(0);
    expect(wordAt(chip, OTP)).toBe(ones);
    expect(programL4(chip, OTP, 1, 2)).toBe(PROGERR);
    chip.bench.spendUnit(OTP + 8);
    expect(programL4(chip, OTP + 12 - 4, 1, 2)).toBe(PROGERR);
    expect(programL4(chip, OTP + 16, 1, 2)).toBe(0);
  });

  test('in main flash, and only there, all zeros may follow', () => {
    const chip = newL4();
    expect(programL4(chip, 0x08000000, 1, 2)).toBe(0);
    expect(programL4(chip, 0x08000000, 3, 2)).toBe(PROGERR);
    expect(programL4(chip, 0x08000000, 0, 0)).toBe(0);
    expect(wordAt(chip, 0x08000000)).toBe(0);
  });

  test('any order of units gives exactly the first value of each', () => {
    const operation = fc.record({
      unit: fc.integer({ min: 0, max: 7 }),
      low: fc.integer({ min: 0, max: ones }),
      high: fc.integer({ min: 0, max: ones }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const chip = newL4('STM32L432KC');
        const first = new Map<number, readonly [number, number]>();
        for (const { unit, low, high } of operations) {
          expect(programL4(chip, OTP + 8 * unit, low, high)).toBe(first.has(unit) ? PROGERR : 0);
          if (!first.has(unit)) first.set(unit, [low, high]);
        }
        for (let unit = 0; unit < 8; unit += 1) {
          const [low, high] = first.get(unit) ?? [ones, ones];
          expect([wordAt(chip, OTP + 8 * unit), wordAt(chip, OTP + 8 * unit + 4)]).toEqual([low, high]);
        }
      }),
      { numRuns: runs(25) },
    );
  });
});

describe('sequence errors', () => {
  const opened = (): SimulatedChip => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, PG);
    return chip;
  };

  test.each([1, 2] as const)('a %i-byte write is SIZERR', (width) => {
    const chip = opened();
    chip.writeMemory(OTP, new Uint8Array(width), width);
    expect(status(chip, l4)).toBe(SIZERR);
    expect(chip.counters.otpOperations).toBe(0);
  });

  test('a first word in the upper half is PGAERR', () => {
    const chip = opened();
    setWord(chip, OTP + 4, 0);
    expect(status(chip, l4)).toBe(PGAERR);
  });

  test.each([
    ['the next double word', OTP + 8],
    ['the same half', OTP],
    ['the double word before', OTP + 0x10 - 4],
  ])('a second word in %s is PGAERR and nothing is programmed', (_, second) => {
    const chip = opened();
    setWord(chip, OTP, 0);
    setWord(chip, second, 0);
    expect(status(chip, l4)).toBe(PGAERR);
    expect(chip.counters).toMatchObject({ otpOperations: 0, halfWrittenUnits: 1 });
    expect(chip.bench.peek(OTP, 24).every((byte) => byte === 0xff)).toBe(true);
  });

  test('a half-written double word is dropped with PG, and counted', () => {
    const chip = opened();
    setWord(chip, OTP, 0);
    setWord(chip, l4.CR, 0);
    setWord(chip, l4.CR, PG);
    setWord(chip, OTP + 4, 0);
    expect(status(chip, l4)).toBe(PGAERR);
    expect(chip.counters.halfWrittenUnits).toBe(1);
  });

  test('a write without PG, or with an erase bit beside it, is PGSERR', () => {
    for (const control of [0, PG | 2, PG | 4]) {
      const chip = newL4();
      unlock(chip, l4);
      setWord(chip, l4.CR, control);
      setWord(chip, OTP, 0);
      expect(status(chip, l4)).toBe(PGSERR);
    }
  });

  test.each([PROGERR, WRPERR, PGAERR, SIZERR, PGSERR, 1 << 8, 1 << 9])(
    'flag 0x%x left from before is PGSERR, until it is cleared',
    (flag) => {
      const chip = opened();
      chip.bench.setStatus(flag);
      setWord(chip, OTP, 0);
      expect(status(chip, l4)).toBe(flag | PGSERR);
      setWord(chip, l4.SR, flag | PGSERR);
      expect(programL4(chip, OTP, 1, 1)).toBe(0);
    },
  );

  test('OPTVERR of a virgin part blocks nothing', () => {
    const chip = opened();
    chip.bench.setStatus(OPTVERR);
    setWord(chip, OTP, 1);
    setWord(chip, OTP + 4, 1);
    expect(status(chip, l4)).toBe(OPTVERR);
    expect(chip.counters.otpOperations).toBe(1);
  });

  test('ERRIE and EOPIE let OPERR and EOP rise', () => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, PG | (3 << 24));
    setWord(chip, OTP, 1);
    setWord(chip, OTP + 4, 1);
    expect(status(chip, l4)).toBe(1);
    setWord(chip, OTP + 4, 1);
    expect(status(chip, l4)).toBe(1 | 2 | PGAERR);
  });

  test('cells behind the OTP area answer WRPERR', () => {
    const chip = newL4();
    expect(programL4(chip, OTP + 0x400, 1, 1)).toBe(WRPERR);
  });
});

test('fast programming is refused, alone or beside PG', () => {
  for (const control of [1 << 18, PG | (1 << 18)]) {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, control);
    setWord(chip, OTP, 0);
    setWord(chip, OTP + 4, 0);
    expect(status(chip, l4)).toBe(1 << 7);
    expect(chip.counters.otpOperations).toBe(0);
  }
});

test('in voltage scaling range 2 a double word is spent and weak', () => {
  const chip = newL4();
  chip.bench.setVoltageScaling(2);
  expect(programL4(chip, OTP, 1, 2)).toBe(0);
  chip.reset();
  expect(wordAt(chip, OTP)).toBe(1);
  expect(wordAt(chip, l4.ECCR) >>> 30).toBe(1);
});
