import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../../src/chip/index.js';
import { setWord, wordAt, words } from '../support/chips.js';
import {
  bank2,
  changeOption,
  eraseBank,
  eraseSector,
  h7,
  LOCK,
  newH7,
  PG,
  program,
  RDPERR,
  RDSERR,
  SECTOR,
  SNECCERR,
  unlock,
  WRPERR,
  word,
} from '../support/h7.js';

const blank = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);

describe('protection of an STM32H743', () => {
  it('by WPSN keeps a sector from program and erase, and its bank from a bank erase', () => {
    const chip = newH7();
    program(chip, SECTOR, word(1));
    changeOption(chip, bank2.WPSN_PRG, 0x7f);
    for (const attempt of [
      () => program(chip, SECTOR + 32, word(2)),
      () => eraseSector(chip, bank2, 7),
      () => eraseBank(chip, bank2),
    ]) {
      setWord(chip, bank2.CCR, WRPERR);
      expect(attempt()).toBe(WRPERR);
    }
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(1));
    setWord(chip, bank2.CCR, WRPERR);
    expect(eraseSector(chip, bank2, 6)).toBe(0);
  });

  it.each([
    ['PRAR2', RDPERR],
    ['SCAR2', RDSERR],
  ] as const)(
    'by %s refuses reads and writes of its area: all of the bank where start and end are equal',
    (option, flag) => {
      const chip = newH7();
      const [first, last] = [0xe0000 / 256, 0xe0000 / 256 + 1];
      chip.bench.setOptionWord(option, first | (last << 16));
      expect(() => chip.readMemory(SECTOR + 0x1fc, 4)).toThrow(/area/);
      expect(wordAt(chip, bank2.SR)).toBe(flag);
      expect(chip.readMemory(SECTOR + 0x200, 4)).toEqual(blank(4));
      expect(program(chip, SECTOR, word(1)) & WRPERR).toBe(WRPERR);
      expect(chip.bench.peek(SECTOR, 32)).toEqual(blank(32));
      chip.bench.setOptionWord(option, 5 | (5 << 16));
      expect(() => chip.readMemory(SECTOR + 0x200, 4)).toThrow(/area/);
      chip.bench.setOptionWord(option, 6 | (5 << 16));
      expect(chip.readMemory(SECTOR, 4)).toEqual(blank(4));
    },
  );

  it('at level 1 is closed to a debugger, and the way back to level 0 erases everything', () => {
    const chip = newH7();
    chip.bench.poke(SECTOR, word(1));
    chip.bench.poke(0x08000000, word(1));
    chip.bench.setReadProtection(1);
    expect(() => chip.readMemory(SECTOR, 4)).toThrow(/read protection level 1/);
    const optsr = wordAt(chip, h7.OPTSR_CUR);
    changeOption(chip, h7.OPTSR_PRG, ((optsr & ~0xff00) | 0xaa00) >>> 0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(blank(32));
    expect(chip.bench.peek(0x08000000, 32)).toEqual(blank(32));
  });
});

describe('an STM32H743 as a whole', () => {
  it('says who it is where the CMSIS headers have it', () => {
    const chip = newH7();
    expect(wordAt(chip, 0x5c001000) & 0xfff).toBe(0x450);
    expect(chip.readMemory(0x1ff1e880, 2)).toEqual(Uint8Array.of(0, 8));
    expect(chip.readMemory(0x1ff1e800, 12)).toHaveLength(12);
    expect(wordAt(chip, 0xe000ed00)).toBe(0x411fc271);
    expect((wordAt(chip, h7.OPTSR_CUR) >>> 8) & 0xff).toBe(0xaa);
    expect(wordAt(chip, bank2.CR)).toBe(0x30 | LOCK);
  });

  it('boots from its main flash', () => {
    const chip = newH7();
    // MOVS R0, #42; B .
    chip.bench.poke(0x08000000, words(0x20001000, 0x08000009, 0xe7fe202a));
    chip.powerCycle();
    chip.run(100);
    chip.halt();
    expect(chip.readRegister('R0')).toBe(42);
  });

  it('keeps words, option bytes and swapped banks in a chip file', () => {
    const chip = newH7();
    program(chip, SECTOR, word(1));
    program(chip, SECTOR + 32, blank(32));
    chip.bench.setUnitState(SECTOR + 64, 'damaged');
    changeOption(chip, bank2.WPSN_PRG, 0x7f);
    const again = SimulatedChip.fromState(JSON.parse(JSON.stringify(chip.toState())), chip.device);
    expect(again.toState()).toEqual(chip.toState());
    expect(again.readMemory(SECTOR, 32)).toEqual(word(1));
    expect(() => again.readMemory(SECTOR + 64, 4)).toThrow(/double ECC error/);
    expect(program(again, SECTOR + 96, word(2))).toBe(WRPERR);
  });
});

describe('a power cut inside a flash word', () => {
  it.each([
    [0.05, 'blank'],
    [0.15, 'spent'],
    [0.5, 'damaged'],
    [0.85, 'weak'],
    [0.97, 'whole'],
  ] as const)('at %d of its operation leaves it %s', (progress, left) => {
    const chip = newH7();
    chip.bench.at({ operation: 1, progress }, () => chip.bench.cutPower());
    expect(() => program(chip, SECTOR, word(1))).toThrow(/no supply/);
    chip.powerCycle();
    chip.halt();
    if (left === 'damaged') {
      expect(() => chip.readMemory(SECTOR, 4)).toThrow(/double ECC error/);
      return;
    }
    const isWritten = left === 'weak' || left === 'whole';
    expect(chip.readMemory(SECTOR, 32)).toEqual(isWritten ? word(1) : blank(32));
    expect(wordAt(chip, bank2.SR)).toBe(left === 'weak' ? SNECCERR : 0);
    if (isWritten) return;
    program(chip, SECTOR, word(2));
    if (left === 'blank') expect(chip.readMemory(SECTOR, 32)).toEqual(word(2));
    else expect(() => chip.readMemory(SECTOR, 4)).toThrow(/double ECC error/);
  });

  it('before it is whole in the buffer leaves it blank', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    chip.writeMemory(SECTOR, word(1).subarray(0, 28), 4);
    chip.powerCycle();
    chip.halt();
    program(chip, SECTOR, word(2));
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(2));
  });
});
