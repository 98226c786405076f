import { describe, expect, test } from 'vitest';
import { PowerLost } from '../../../src/chip/index.js';
import { fc, runs } from '../../support/property.js';
import { newF4, setWord, wordAt } from '../support/chips.js';
import { BSY, f4, PG, programF4, status, unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

const OTP = 0x1fff7800;
const LOCKS = 0x1fff7a00;
const UID = 0x1fff7a10;
const WRPERR = 1 << 4;
const PGPERR = 1 << 6;
const PGSERR = 1 << 7;
const psize = (code: number): number => code << 8;

describe('programming', () => {
  test('clears bits, takes tprog on chip time, and sets no flag without EOPIE', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG);
    chip.writeMemory(OTP, Uint8Array.of(0x5a), 1);
    expect(chip.bench.peek(OTP, 1)[0]).toBe(0xff);
    expect(wordAt(chip, f4.SR)).toBe(BSY);
    expect(status(chip, f4)).toBe(0);
    expect(chip.bench.peek(OTP, 1)[0]).toBe(0x5a);
    expect(chip.counters).toMatchObject({ otpOperations: 1, flashOperations: 0 });
  });

  test('BSY lasts 16 us of chip time, the core halted or not', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG);
    // STRB; then R4 counts turns of ADDS, LDR SR, TST, BNE: six cycles each, SR looked at three after the store.
    run(chip, [thumb.strb(1, 0), 0x3401, thumb.ldr(3, 2), 0x422b, 0xd1fb], {
      0: OTP,
      1: 0,
      2: f4.SR,
      4: 0,
      5: BSY,
    });
    expect(chip.haltReason).toBe('bkpt');
    expect(chip.readRegister('R4')).toBe(1 + Math.ceil((16 * 16 - 3) / 6));
  });

  test('EOPIE and ERRIE let EOP and OPERR rise', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG | (3 << 24));
    chip.writeMemory(OTP, Uint8Array.of(0), 1);
    expect(status(chip, f4)).toBe(1);
    chip.writeMemory(OTP, Uint8Array.of(0, 0), 2);
    expect(status(chip, f4)).toBe(1 | 2 | PGPERR);
    setWord(chip, f4.SR, 1);
    expect(wordAt(chip, f4.SR)).toBe(2 | PGPERR);
    setWord(chip, f4.SR, 0xf3);
    expect(wordAt(chip, f4.SR)).toBe(0);
  });

  test.each([1, 2, 4] as const)('a %i-byte access needs its PSIZE, else PGPERR', (width) => {
    for (const code of [0, 1, 2, 3]) {
      const chip = newF4();
      unlock(chip, f4);
      setWord(chip, f4.CR, PG | psize(code));
      chip.writeMemory(OTP, new Uint8Array(width), width);
      const fits = 1 << code === width;
      expect(status(chip, f4)).toBe(fits ? 0 : PGPERR);
      expect(chip.counters.otpOperations).toBe(fits ? 1 : 0);
      expect(chip.bench.peek(OTP, 4)).toEqual(
        Uint8Array.from({ length: 4 }, (_, index) => (fits && index < width ? 0 : 0xff)),
      );
    }
  });

  test('a write without PG, or with an erase bit beside it, is PGSERR', () => {
    for (const control of [0, PG | 2, PG | 4]) {
      const chip = newF4();
      unlock(chip, f4);
      setWord(chip, f4.CR, control);
      chip.writeMemory(OTP, Uint8Array.of(0), 1);
      expect(status(chip, f4)).toBe(PGSERR);
      expect(chip.counters.otpOperations).toBe(0);
      expect(chip.bench.peek(OTP, 1)[0]).toBe(0xff);
    }
  });

  test('a PSIZE beyond what the supply allows is counted, and leaves bits that read right but are weak', () => {
    const chip = newF4({ vddMv: 2000 });
    programF4(chip, OTP, 0);
    expect(chip.counters.beyondSupply).toBe(0);
    setWord(chip, f4.CR, PG | psize(2));
    setWord(chip, OTP + 4, 0);
    expect(status(chip, f4)).toBe(0);
    expect(chip.counters.beyondSupply).toBe(1);
    expect(wordAt(chip, OTP + 4)).toBe(0);
    expect([0, 4, 5, 6, 7].map((offset) => chip.bench.shortBits(OTP + offset))).toEqual([
      0, 0xff, 0xff, 0xff, 0xff,
    ]);
  });

  test('a lock byte that was cut short locks when it reads so', () => {
    const answers = new Set<number>();
    for (let seed = 1; seed <= 8; seed += 1) {
      const chip = newF4();
      chip.bench.seedNoise(seed * 0x1e3779b1);
      chip.bench.at({ operation: 1, progress: 0.2 }, () => chip.bench.cutPower());
      expect(() => programF4(chip, OTP + 0x200, 0)).toThrow(PowerLost);
      chip.powerCycle();
      answers.add(programF4(chip, OTP, 0));
    }
    expect([...answers].sort((a, b) => a - b)).toEqual([0, WRPERR]);
  });

  test('any sequence of operations leaves the AND of all values', () => {
    const operation = fc.record({
      offset: fc.integer({ min: 0, max: 15 }),
      value: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const chip = newF4();
        const expected = new Uint8Array(16).fill(0xff);
        for (const { offset, value } of operations) {
          expect(programF4(chip, OTP + offset, value)).toBe(0);
          expected[offset] = (expected[offset] ?? 0) & value;
        }
        expect(chip.readMemory(OTP, 16)).toEqual(expected);
        expect(chip.counters.otpOperations).toBe(operations.length);
      }),
      { numRuns: runs(30) },
    );
  });

  test('a stuck cell keeps its ones', () => {
    const chip = newF4();
    chip.bench.stickCells(OTP + 1, 0x81);
    programF4(chip, OTP + 1, 0x10);
    expect(chip.readMemory(OTP + 1, 1)[0]).toBe(0x91);
  });
});

describe('lock bytes', () => {
  test('an unlocked block takes data, a locked one answers WRPERR', () => {
    const chip = newF4();
    expect(programF4(chip, LOCKS + 1, 0)).toBe(0);
    expect(programF4(chip, OTP + 31, 1)).toBe(0);
    expect(programF4(chip, OTP + 32, 1)).toBe(WRPERR);
    expect(programF4(chip, OTP + 63, 1)).toBe(WRPERR);
    expect(programF4(chip, OTP + 64, 1)).toBe(0);
    expect(chip.bench.peek(OTP + 32, 32)).toEqual(new Uint8Array(32).fill(0xff));
  });

  test('a lock byte that is neither 00 nor FF locks too', () => {
    const chip = newF4();
    chip.bench.setLockByte(0, 0xfe);
    expect(programF4(chip, OTP, 0)).toBe(WRPERR);
  });

  test('a word store with x32 hits four lock bytes at once', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG | psize(2));
    setWord(chip, LOCKS, 0xccbbaa00);
    status(chip, f4);
    expect(chip.readMemory(LOCKS, 4)).toEqual(Uint8Array.of(0x00, 0xaa, 0xbb, 0xcc));
  });

  test('one byte store of the core touches one lock byte', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG);
    run(chip, [thumb.strb(1, 0)], { 0: LOCKS + 2, 1: 0xdeadbe00 });
    status(chip, f4);
    expect(chip.readMemory(LOCKS, 4)).toEqual(Uint8Array.of(0xff, 0xff, 0x00, 0xff));
  });

  test('the unique ID right behind them answers WRPERR and stays', () => {
    const chip = newF4();
    const uid = chip.readMemory(UID, 12);
    expect(programF4(chip, UID, 0)).toBe(WRPERR);
    expect(chip.readMemory(UID, 12)).toEqual(uid);
  });
});

describe('a reset in the middle of an operation', () => {
  test('leaves some of the bits cleared, never others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), (old, wanted) => {
        const chip = newF4();
        chip.bench.poke(OTP, Uint8Array.of(old));
        unlock(chip, f4);
        setWord(chip, f4.CR, PG);
        chip.writeMemory(OTP, Uint8Array.of(wanted), 1);
        chip.powerCycle();
        const left = chip.bench.peek(OTP, 1)[0] ?? 0;
        expect(left & ~old).toBe(0);
        expect(left & (old & wanted)).toBe(old & wanted);
      }),
      { numRuns: runs(50) },
    );
  });
});
