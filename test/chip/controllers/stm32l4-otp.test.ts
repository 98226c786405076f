import { describe, expect, test } from 'vitest';
import { PowerLost, type SimulatedChip } from '../../../src/chip/index.js';
import { fc, runs } from '../../support/property.js';
import { newL4, setWord, wordAt, words } from '../support/chips.js';
import { BSY, l4, PG, programL4, status, unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

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

describe('ECC', () => {
  const ECCC = 1 << 30;
  const ECCD = 0x80000000;
  const SYSF_ECC = 1 << 20;

  test('a double error sets ECCD and its address, and pends an NMI that PRIMASK does not hold back', () => {
    const chip = newL4();
    chip.bench.setUnitState(OTP + 16, 'damaged');
    // The NMI vector of a blank flash leads nowhere: lock-up.
    expect(run(chip, [thumb.ldr(1, 0), thumb.nop], { 0: OTP + 20 })).toBe(true);
    expect(chip.haltReason).toBe('lockup');
    expect(wordAt(chip, l4.ECCR)).toBe((ECCD | SYSF_ECC | 16) >>> 0);
    setWord(chip, l4.ECCR, ECCD);
    expect(wordAt(chip, l4.ECCR) & ECCD).toBe(0);
  });

  test('a debugger that reads it pends the NMI as well; a reset forgets it', () => {
    const chip = newL4();
    chip.bench.setUnitState(OTP, 'damaged');
    chip.readMemory(OTP, 8);
    expect(wordAt(chip, 0xe000ed04) & 0x80000000).not.toBe(0);
    chip.reset();
    expect(wordAt(chip, 0xe000ed04) & 0x80000000).toBe(0);
    expect(wordAt(chip, l4.ECCR)).toBe(0);
  });

  test('ECCD that its handler leaves set brings the NMI again', () => {
    const chip = newL4();
    const [table, handler] = [0x20000800, 0x20000900];
    chip.writeMemory(table, words(0, 0, handler | 1));
    setWord(chip, 0xe000ed08, table);
    chip.bench.setUnitState(OTP, 'damaged');
    // Counts its calls in R4, and writes R6 to ECCR.
    const count = [0x3401, thumb.ldr(0, 5), thumb.str(6, 5), thumb.bx(14)];
    chip.writeMemory(handler, new Uint8Array(new Uint16Array(count).buffer));
    const code = [thumb.ldr(1, 0), thumb.nop, thumb.nop];
    expect(run(chip, code, { 0: OTP, 4: 0, 5: l4.ECCR, 6: ECCD })).toBe(true);
    expect([chip.readRegister('R4'), chip.haltReason]).toEqual([1, 'bkpt']);
    chip.readMemory(OTP + 8, 4);
    setWord(chip, l4.ACR, 0);
    expect(run(chip, code, { 0: OTP, 4: 0, 5: l4.ECCR, 6: 0 })).toBe(false);
    expect(chip.readRegister('R4')).toBeGreaterThan(100);
  });

  test('lock-up in the NMI handler does not end at the next NMI', () => {
    const chip = newL4();
    chip.bench.setUnitState(OTP, 'damaged');
    expect(run(chip, [thumb.ldr(1, 0), thumb.nop], { 0: OTP })).toBe(true);
    expect(chip.haltReason).toBe('lockup');
    expect(wordAt(chip, 0xe000ed04) & 0x1ff).toBe(2);
    setWord(chip, 0xe000ed04, 0x80000000);
    chip.go();
    chip.run(1000);
    expect(chip.haltReason).toBe('lockup');
  });

  test('a line that comes into the cache brings the errors of its neighbours', () => {
    const chip = newL4();
    chip.bench.setUnitState(OTP + 16, 'weak');
    chip.readMemory(OTP, 4);
    expect(wordAt(chip, l4.ECCR)).toBe((ECCC | SYSF_ECC | 16) >>> 0);
    setWord(chip, l4.ECCR, ECCC);
    chip.readMemory(OTP + 16, 8);
    expect(wordAt(chip, l4.ECCR) & ECCC).toBe(0);
  });

  test('past the cache an error is told of once for each unit, until another one is read', () => {
    const chip = newL4();
    setWord(chip, l4.ACR, 0);
    chip.bench.setUnitState(OTP, 'weak');
    chip.readMemory(OTP, 4);
    setWord(chip, l4.ECCR, ECCC);
    chip.readMemory(OTP, 8);
    expect(wordAt(chip, l4.ECCR) & ECCC).toBe(0);
    chip.readMemory(OTP + 8, 4);
    chip.readMemory(OTP, 4);
    expect(wordAt(chip, l4.ECCR) & ECCC).not.toBe(0);
  });

  test('while a flag is set no other is, though the NMI of a double error comes', () => {
    const chip = newL4();
    setWord(chip, l4.ACR, 0);
    chip.bench.setUnitState(OTP, 'weak');
    chip.bench.setUnitState(OTP + 8, 'damaged');
    chip.readMemory(OTP, 16);
    expect(wordAt(chip, l4.ECCR)).toBe(ECCC | SYSF_ECC);
    expect(wordAt(chip, 0xe000ed04) & 0x80000000).not.toBe(0);
  });

  test('a single error is corrected and sets ECCC', () => {
    const chip = newL4();
    chip.bench.stickCells(OTP, 0x01);
    expect(programL4(chip, OTP, 0x12345678, 1)).toBe(0);
    expect(wordAt(chip, OTP)).toBe(0x12345678);
    expect(wordAt(chip, l4.ECCR)).toBe(ECCC | SYSF_ECC);
  });

  test('two stuck cells are a double error, a dead unit stays blank without one', () => {
    const chip = newL4();
    chip.bench.stickCells(OTP, 0x03);
    programL4(chip, OTP, 0, 0);
    expect(wordAt(chip, OTP)).toBe(3);
    expect(wordAt(chip, l4.ECCR) & ECCD).not.toBe(0);
    setWord(chip, l4.ECCR, ECCD);
    chip.bench.stickUnit(OTP + 8);
    expect(programL4(chip, OTP + 8, 0x12345678, 0)).toBe(0);
    expect(wordAt(chip, OTP + 8)).toBe(ones);
    expect(wordAt(chip, l4.ECCR) & ECCD).toBe(0);
  });

  test('power lost in the middle of an operation leaves a damaged double word', () => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, PG);
    chip.bench.at({ operation: 1, progress: 0.5 }, () => chip.bench.cutPower());
    setWord(chip, OTP, 0);
    setWord(chip, OTP + 4, 0);
    expect(() => status(chip, l4)).toThrow(PowerLost);
    chip.powerCycle();
    chip.readMemory(OTP, 8);
    expect(wordAt(chip, l4.ECCR) & ECCD).not.toBe(0);
    expect(programL4(chip, OTP, 0, 0)).toBe(PROGERR);
  });
});
