import { describe, expect, it } from 'vitest';
import { setWord, wordAt } from '../support/chips.js';
import {
  BER,
  BSY,
  bank1,
  bank2,
  changeOption,
  DBECCERR,
  eraseBank,
  eraseSector,
  FW,
  h7,
  INCERR,
  LOCK,
  MER,
  newH7,
  PG,
  PGSERR,
  program,
  QW,
  SECTOR,
  SER,
  SNECCERR,
  START,
  STRBERR,
  SWAP_BANK,
  settled,
  unlock,
  unlockOptions,
  WBNE,
  word,
} from '../support/h7.js';

const blank = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);

describe('the write buffer of a flash bank of an STM32H743', () => {
  it('waits for the whole word, then programs it at once', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    chip.writeMemory(SECTOR, word(1).subarray(0, 28), 4);
    expect(wordAt(chip, bank2.SR)).toBe(WBNE);
    expect(chip.bench.peek(SECTOR, 32)).toEqual(blank(32));
    chip.writeMemory(SECTOR + 28, word(1).subarray(28), 4);
    expect(wordAt(chip, bank2.SR)).toBe(BSY | QW);
    expect(settled(chip, bank2)).toBe(0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(1));
    expect(chip.counters).toMatchObject({ otpOperations: 1, flashOperations: 0 });
  });

  it('takes bytes, halfwords and words in any order', () => {
    const chip = newH7();
    unlock(chip, bank1);
    setWord(chip, bank1.CR, PG);
    chip.writeMemory(0x08000010, word(7).subarray(16), 1);
    chip.writeMemory(0x08000000, word(7).subarray(0, 16), 2);
    expect(settled(chip, bank1)).toBe(0);
    expect(chip.readMemory(0x08000000, 32)).toEqual(word(7));
    expect(chip.counters).toMatchObject({ otpOperations: 0, flashOperations: 1 });
  });

  it('is padded with ones and programmed by FW', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    setWord(chip, SECTOR, 0x11223344);
    setWord(chip, bank2.CR, PG | FW);
    expect(settled(chip, bank2)).toBe(0);
    expect(wordAt(chip, SECTOR)).toBe(0x11223344);
    expect(chip.readMemory(SECTOR + 4, 28)).toEqual(blank(28));
    setWord(chip, bank2.CR, PG | FW);
    expect(chip.counters.otpOperations).toBe(1);
  });

  it('is lost when PG falls, when a byte comes twice and when another word begins', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    setWord(chip, SECTOR, 1);
    setWord(chip, bank2.CR, 0);
    expect(wordAt(chip, bank2.SR)).toBe(0);
    setWord(chip, bank2.CR, PG);
    setWord(chip, SECTOR, 1);
    setWord(chip, SECTOR, 1);
    expect(wordAt(chip, bank2.SR)).toBe(STRBERR);
    setWord(chip, bank2.CCR, STRBERR);
    setWord(chip, SECTOR, 1);
    setWord(chip, SECTOR + 32, 1);
    expect(wordAt(chip, bank2.SR)).toBe(INCERR);
    expect(chip.counters).toMatchObject({ otpOperations: 0, halfWrittenUnits: 3 });
    expect(chip.bench.peek(SECTOR, 64)).toEqual(blank(64));
  });

  it('is closed without PG: PGSERR', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, SECTOR, 1);
    expect(wordAt(chip, bank2.SR)).toBe(PGSERR);
    expect(wordAt(chip, bank1.SR)).toBe(0);
  });
});

describe('a flash word of an STM32H743', () => {
  it('takes the same data again, and is damaged by any other', () => {
    const chip = newH7();
    program(chip, SECTOR, word(1));
    expect(program(chip, SECTOR, word(1))).toBe(0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(1));
    expect(program(chip, SECTOR, new Uint8Array(32))).toBe(0);
    expect(() => chip.readMemory(SECTOR + 8, 4)).toThrow(/double ECC error/);
    expect(wordAt(chip, bank2.SR)).toBe(DBECCERR);
  });

  it('that another tool programmed with ones reads blank, and is damaged by the first data', () => {
    const chip = newH7();
    program(chip, SECTOR, blank(32));
    expect(chip.readMemory(SECTOR, 32)).toEqual(blank(32));
    program(chip, SECTOR, word(1));
    expect(() => chip.readMemory(SECTOR, 4)).toThrow(/double ECC error/);
  });

  it('is blank again after an erase of its sector, and takes other data', () => {
    const chip = newH7();
    program(chip, SECTOR, word(1));
    program(chip, SECTOR, word(2));
    expect(eraseSector(chip, bank2, 7)).toBe(0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(blank(32));
    program(chip, SECTOR, word(2));
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(2));
  });

  it('with one wrong bit reads right and sets SNECCERR with its number', () => {
    const chip = newH7();
    program(chip, SECTOR + 64, word(3));
    chip.bench.setUnitState(SECTOR + 64, 'weak');
    expect(chip.readMemory(SECTOR + 64, 32)).toEqual(word(3));
    expect(wordAt(chip, bank2.SR)).toBe(SNECCERR);
    expect(wordAt(chip, bank2.ECC_FA)).toBe(0xe0000 / 32 + 2);
  });

  it('with a double error is a bus error for a debugger and the core, and its number is kept until the flag is clear', () => {
    const chip = newH7();
    chip.bench.setUnitState(SECTOR + 32, 'damaged');
    chip.bench.setUnitState(SECTOR + 96, 'damaged');
    expect(() => chip.readMemory(SECTOR, 64)).toThrow(/0x081E0020: a double ECC error/);
    expect(() => chip.readMemory(SECTOR + 96, 4)).toThrow(/double ECC error/);
    expect(wordAt(chip, bank2.SR)).toBe(DBECCERR);
    expect(wordAt(chip, bank2.ECC_FA)).toBe(0xe0000 / 32 + 1);
    setWord(chip, bank2.CCR, DBECCERR);
    expect([wordAt(chip, bank2.SR), wordAt(chip, bank2.ECC_FA)]).toEqual([0, 0]);
    // LDR R0, [R1]
    chip.writeMemory(0x20000000, Uint8Array.of(0x08, 0x68, 0x00, 0xbe));
    chip.writeRegister('R1', SECTOR + 32);
    chip.writeRegister('PC', 0x20000000);
    chip.writeRegister('xPSR', 0x01000000);
    chip.go();
    chip.run(100);
    expect(chip.faultReason).toMatch(/double ECC error/);
    expect(wordAt(chip, bank2.SR)).toBe(DBECCERR);
  });
});

describe('the control register of a flash bank', () => {
  it('opens by its own key, and a wrong one closes it until the next reset', () => {
    const chip = newH7();
    unlock(chip, bank2);
    expect(wordAt(chip, bank1.CR) & LOCK).toBe(LOCK);
    expect(wordAt(chip, bank2.CR) & LOCK).toBe(0);
    expect(() => setWord(chip, bank1.KEYR, 1)).toThrow(/locked until reset/);
    expect(() => unlock(chip, bank1)).toThrow(/locked until reset/);
    chip.reset();
    unlock(chip, bank1);
    expect(wordAt(chip, bank1.CR) & LOCK).toBe(0);
  });

  it('keeps its other bits when LOCK is set, and ignores writes while it is', () => {
    const chip = newH7();
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    setWord(chip, bank2.CR, LOCK);
    expect(wordAt(chip, bank2.CR)).toBe(LOCK | PG);
    setWord(chip, bank2.CR, 0);
    expect(wordAt(chip, bank2.CR)).toBe(LOCK | PG);
  });

  it('starts nothing without SER or BER: PGSERR', () => {
    const chip = newH7();
    unlock(chip, bank1);
    setWord(chip, bank1.CR, START);
    expect(wordAt(chip, bank1.SR)).toBe(PGSERR);
    expect(chip.counters.flashOperations).toBe(0);
  });

  it('lets BER go before SER', () => {
    const chip = newH7();
    for (let sector = 0; sector < 8; sector += 1) chip.bench.poke(0x08000000 + sector * 0x20000, word(0));
    chip.bench.poke(SECTOR, new Uint8Array(32));
    unlock(chip, bank1);
    setWord(chip, bank1.CR, BER | SER | START);
    settled(chip, bank1);
    expect(chip.bench.peek(0x08000000, 0x100000).every((byte) => byte === 0xff)).toBe(true);
    expect(chip.bench.peek(SECTOR, 32)).toEqual(new Uint8Array(32));
  });
});

describe('the two banks of an STM32H743', () => {
  it('are erased alone, and both by MER', () => {
    const chip = newH7();
    const both = [0x08000000, SECTOR] as const;
    const fill = () => {
      for (const address of both) chip.bench.poke(address, word(5));
    };
    const left = () => both.map((address) => chip.bench.peek(address, 1)[0]);
    fill();
    expect(eraseBank(chip, bank2)).toBe(0);
    expect(left()).toEqual([5, 0xff]);
    fill();
    unlockOptions(chip);
    setWord(chip, h7.OPTCR, MER);
    settled(chip, bank1);
    settled(chip, bank2);
    expect(left()).toEqual([0xff, 0xff]);
  });

  it('change places with their registers at the reset after SWAP_BANK_OPT is set', () => {
    const chip = newH7();
    chip.bench.poke(0x080e0000, word(1));
    chip.bench.poke(SECTOR, word(2));
    changeOption(chip, h7.OPTSR_PRG, (wordAt(chip, h7.OPTSR_CUR) | SWAP_BANK) >>> 0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(2));
    chip.reset();
    expect(wordAt(chip, h7.OPTSR_CUR) >>> 31).toBe(1);
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(1));
    expect(chip.readMemory(0x080e0000, 32)).toEqual(word(2));
    expect(chip.bench.peek(SECTOR, 32)).toEqual(word(1));
    expect(eraseSector(chip, bank2, 7)).toBe(0);
    expect(chip.readMemory(SECTOR, 32)).toEqual(blank(32));
    expect(chip.readMemory(0x080e0000, 32)).toEqual(word(2));
    chip.programFlash([{ address: 0x080ffff0, bytes: word(9) }]);
    expect(chip.readMemory(0x080ffff0, 32)).toEqual(word(9));
  });

  it('have a hole between them where they are of 512 KB', () => {
    const chip = newH7('STM32H743ZG');
    expect(chip.flashSectors.map(({ offset }) => offset)).toEqual([
      0, 0x20000, 0x40000, 0x60000, 0x100000, 0x120000, 0x140000, 0x160000,
    ]);
    expect(() => chip.readMemory(0x08080000, 4)).toThrow(/nothing is mapped there/);
    expect(() => chip.bench.peek(0x0807fff0, 32)).toThrow(/neither RAM nor main flash/);
    expect(() => chip.programFlash([{ address: 0x08080000, bytes: word(1) }])).toThrow(
      /not in the main flash of STM32H743ZG, 0x08000000 to 0x0807FFFF and 0x08100000 to 0x0817FFFF/,
    );
    program(chip, 0x08160000, word(1));
    expect(chip.readMemory(0x08160000, 32)).toEqual(word(1));
    expect(chip.counters.otpOperations).toBe(1);
    expect(eraseSector(chip, bank2, 3)).toBe(0);
    expect(chip.readMemory(0x08160000, 32)).toEqual(blank(32));
  });

  it('are one on an STM32H723', () => {
    const chip = newH7('STM32H723ZG');
    expect(chip.flashSectors).toHaveLength(8);
    program(chip, 0x080e0000, word(1));
    expect(chip.counters.otpOperations).toBe(1);
    expect([wordAt(chip, bank2.CR), wordAt(chip, bank2.SR)]).toEqual([0, 0]);
    expect(() => chip.readMemory(SECTOR, 4)).toThrow(/nothing is mapped there/);
  });
});
