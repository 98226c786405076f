import { describe, expect, test } from 'vitest';
import { PowerLost, SimulatedChip } from '../../../src/chip/index.js';
import { fc, runs } from '../../support/property.js';
import { deviceOf, newF4, newL4, setWord, wordAt } from '../support/chips.js';
import { f4, l4, PG, programF4, programL4, status, unlock } from '../support/flash.js';

const F4 = 0x1fff7800;
const L4 = 0x1fff7000;
const FLASH = 0x08000000;
const ECCD = 0x80000000;
const ECCC = 1 << 30;
const PROGERR = 1 << 3;

/** An F4 chip whose programming of one byte was cut, powered on again. */
function cutF4(old: number, wanted: number, progress: number): SimulatedChip {
  const chip = newF4();
  chip.bench.poke(F4, Uint8Array.of(old));
  chip.bench.at({ operation: 1, progress }, () => chip.bench.cutPower());
  expect(() => programF4(chip, F4, wanted)).toThrow(PowerLost);
  chip.powerCycle();
  chip.halt();
  return chip;
}

function cutL4(low: number, high: number, progress: number): SimulatedChip {
  const chip = newL4();
  chip.bench.at({ operation: 1, progress }, () => chip.bench.cutPower());
  expect(() => programL4(chip, L4, low, high)).toThrow(PowerLost);
  chip.powerCycle();
  chip.halt();
  return chip;
}

const byte = fc.integer({ min: 0, max: 255 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

const readF4 = (chip: SimulatedChip): number => chip.readMemory(F4, 1)[0] ?? -1;

describe('a byte whose programming is cut short', () => {
  test('loses only bits that were to be cleared, however it reads', () => {
    fc.assert(
      fc.property(byte, byte, share, (old, wanted, progress) => {
        const chip = cutF4(old, wanted, progress);
        for (let read = 0; read < 8; read += 1) {
          const value = readF4(chip);
          expect(value & ~old).toBe(0);
          expect(value & old & wanted).toBe(old & wanted);
        }
        expect(chip.bench.shortBits(F4) & ~(old & ~wanted)).toBe(0);
      }),
      { numRuns: runs(200) },
    );
  });

  test('is untouched when cut at once, done when cut at the end', () => {
    const early = cutF4(0xff, 0x00, 0);
    expect([readF4(early), early.bench.shortBits(F4)]).toEqual([0xff, 0]);
    const late = cutF4(0xff, 0x00, 1);
    expect([readF4(late), late.bench.shortBits(F4)]).toEqual([0, 0]);
  });

  test('reads differently on two reads until it is programmed again', () => {
    const chip = cutF4(0xff, 0x00, 0.4);
    const seen = (): number => new Set(Array.from({ length: 20 }, () => readF4(chip))).size;
    expect(seen()).toBeGreaterThan(1);
    const again = SimulatedChip.fromState(chip.toState(), chip.device);
    expect(again.bench.shortBits(F4)).toBe(chip.bench.shortBits(F4));
    programF4(chip, F4, 0x00);
    expect(seen()).toBe(1);
    expect([readF4(chip), chip.bench.shortBits(F4)]).toEqual([0, 0]);
  });

  test('may read as wanted though its cells have too little charge', () => {
    const chip = cutF4(0xff, 0xfe, 0.8);
    expect(readF4(chip)).toBe(0xfe);
    expect(chip.bench.shortBits(F4)).toBe(1);
    programF4(chip, F4, 0xfe);
    expect(chip.bench.shortBits(F4)).toBe(0);
  });

  test('keeps what is short when ones are programmed over it', () => {
    const chip = cutF4(0xff, 0xfe, 0.8);
    programF4(chip, F4, 0xff);
    expect(chip.bench.shortBits(F4)).toBe(1);
  });
});

describe('a double word whose programming is cut short', () => {
  const flags = (chip: SimulatedChip): number => {
    chip.readMemory(L4, 8);
    return wordAt(chip, l4.ECCR) & (ECCC | ECCD);
  };

  test('is untouched when cut at once and takes its programming later', () => {
    const chip = cutL4(1, 2, 0.05);
    expect(flags(chip)).toBe(0);
    expect(programL4(chip, L4, 1, 2)).toBe(0);
  });

  test('reads blank but is blank no more when cut early', () => {
    const chip = cutL4(1, 2, 0.15);
    expect(flags(chip)).toBe(0);
    expect(wordAt(chip, L4)).toBe(0xffffffff);
    expect(programL4(chip, L4, 1, 2)).toBe(PROGERR);
  });

  test('has a double error when cut in the middle, and a corrected one when cut late', () => {
    expect(flags(cutL4(1, 2, 0.5)) >>> 0).toBe(ECCD);
    const late = cutL4(1, 2, 0.9);
    expect(flags(late)).toBe(ECCC);
    expect(wordAt(late, L4)).toBe(1);
  });

  test('is done when cut at the end', () => {
    const chip = cutL4(1, 2, 1);
    expect(flags(chip)).toBe(0);
    expect([wordAt(chip, L4), wordAt(chip, L4 + 4)]).toEqual([1, 2]);
  });

  test('stays blank when no cell of it works', () => {
    const chip = newL4();
    chip.bench.stickUnit(L4);
    chip.bench.at({ operation: 1, progress: 0.5 }, () => chip.bench.cutPower());
    expect(() => programL4(chip, L4, 0, 0)).toThrow(PowerLost);
    chip.powerCycle();
    expect(flags(chip)).toBe(0);
  });
});

describe('a chip without supply', () => {
  test('answers nothing until it has power again', () => {
    const chip = newF4();
    chip.bench.cutPower();
    expect(chip.isPowered).toBe(false);
    for (const access of [
      () => chip.readMemory(0x20000000, 4),
      () => chip.readRegister('PC'),
      () => chip.reset(),
      () => chip.go(),
      () => chip.run(1),
    ])
      expect(access).toThrow(PowerLost);
    expect(() => chip.toState()).not.toThrow();
    chip.powerCycle();
    expect(chip.isPowered).toBe(true);
    expect(chip.run(1)).toBe(true);
  });

  test('can lose it at any time, in a stall too', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG);
    chip.bench.at({ afterUs: 25 }, () => chip.bench.cutPower());
    chip.writeMemory(F4, Uint8Array.of(0), 1);
    // The read waits for BSY: the cut comes 5 us later, in its middle.
    expect(() => chip.readMemory(F4, 1)).toThrow(PowerLost);
    expect(chip.bench.shortBits(F4)).not.toBe(0);
  });

  test.each([newF4, newL4])('leaves a download where it was, and a second one mends it', (create) => {
    const unit = create().device.bank.otp.ecc ? 8 : 4;
    const bytes = Uint8Array.from({ length: 4 * unit }, (_, index) => index);
    for (const operation of [1, 2, 3, 5]) {
      for (const progress of [0, 0.3, 0.5, 0.7, 1]) {
        const chip = create();
        chip.bench.poke(FLASH, new Uint8Array(64));
        chip.bench.at({ operation, progress }, () => chip.bench.cutPower());
        const download = (): void => chip.programFlash([{ address: FLASH, bytes }]);
        expect(download).toThrow(PowerLost);
        if (progress === 0) {
          const done = Math.max(0, operation - 2) * unit;
          expect([...chip.bench.peek(FLASH, done)]).toEqual([...bytes.subarray(0, done)]);
          expect(chip.bench.peek(FLASH + done, 1)[0]).toBe(operation === 1 ? 0 : 0xff);
        }
        chip.powerCycle();
        download();
        expect(chip.readMemory(FLASH, bytes.length)).toEqual(bytes);
        expect(chip.bench.shortBits(FLASH)).toBe(0);
      }
    }
  });
});

describe('programming below the supply range', () => {
  test('leaves F4 cells with too little charge', () => {
    const chip = newF4({ vddMv: 1650 });
    programF4(chip, F4, 0);
    expect(readF4(chip)).toBe(0);
    expect(chip.bench.shortBits(F4)).not.toBe(0);
  });

  test('leaves a weak double word', () => {
    const chip = SimulatedChip.create(deviceOf('STM32L476RG'), { vddMv: 1650 });
    programL4(chip, L4, 1, 2);
    chip.readMemory(L4, 8);
    expect(wordAt(chip, l4.ECCR) & ECCC).not.toBe(0);
  });
});

describe('a moment', () => {
  test('counts operations from when it is named, and is over once', () => {
    const chip = newF4();
    programF4(chip, F4, 0x7f);
    chip.bench.at({ operation: 2 }, () => chip.bench.setStatus(0x40));
    expect(programF4(chip, F4 + 1, 0x7f)).toBe(0);
    expect(programF4(chip, F4 + 2, 0x7f)).toBe(0x40);
    expect(programF4(chip, F4 + 3, 0x7f)).toBe(0);
    expect(status(chip, f4)).toBe(0);
  });

  test('is in the order of time', () => {
    const chip = newF4();
    const seen: number[] = [];
    chip.bench.at({ operation: 1, progress: 0.75 }, () => seen.push(chip.cycles));
    chip.bench.at({ operation: 1, progress: 0.25 }, () => seen.push(chip.cycles));
    programF4(chip, F4, 0);
    const [first = 0, second = 0] = seen;
    expect(second - first).toBe(0.5 * 16 * chip.device.bank.timing.tprogTypicalUs);
  });
});
