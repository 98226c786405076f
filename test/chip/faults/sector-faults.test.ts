import { describe, expect, it } from 'vitest';
import { injectFaults, isChipFault, parseFaults, type SimulatedChip } from '../../../src/chip/index.js';
import { setWord, wordAt } from '../support/chips.js';
import {
  BSY,
  bank2,
  DBECCERR,
  eraseSector,
  LOCK,
  newH7,
  PG,
  program,
  QW,
  SECTOR,
  SNECCERR,
  settled,
  unlock,
  WBNE,
  WRPERR,
  word,
} from '../support/h7.js';

const blank = new Uint8Array(32).fill(0xff);

function faulty(faults: string, chip = newH7()): SimulatedChip {
  injectFaults(chip, parseFaults(faults).filter(isChipFault));
  return chip;
}

describe('a reserved sector with a fault', () => {
  it('has words that are spent, weak, damaged and dead', () => {
    const at = (index: number) => SECTOR + 32 * index;
    const chip = faulty(`spent@${at(0)}+weak@${at(1)}+damaged@${at(2)}+dead@${at(3)}`);
    expect(chip.readMemory(at(0), 32)).toEqual(blank);
    program(chip, at(0), word(1));
    expect(() => chip.readMemory(at(0), 4)).toThrow(/double ECC error/);
    setWord(chip, bank2.CCR, DBECCERR);
    chip.readMemory(at(1), 4);
    expect(wordAt(chip, bank2.SR)).toBe(SNECCERR);
    expect(() => chip.readMemory(at(2), 4)).toThrow(/double ECC error/);
    expect(program(chip, at(3), word(1)) & WRPERR).toBe(0);
    expect(chip.readMemory(at(3), 32)).toEqual(blank);
    const [first, ...others] = chip.toState().main.units;
    expect([first, ...others].map((unit) => unit?.state)).toEqual(['damaged', 'weak', 'damaged']);
    expect(chip.toState().otp).toEqual({ data: [], units: [], stuck: [], short: [] });
  });

  it('corrects one stuck bit of a word, and two of them damage it', () => {
    const chip = faulty(`stuck@${SECTOR}=0x80+stuck@${SECTOR + 32}=0x81`);
    program(chip, SECTOR, word(0));
    expect(chip.readMemory(SECTOR, 32)).toEqual(word(0));
    expect(wordAt(chip, bank2.SR)).toBe(SNECCERR);
    program(chip, SECTOR + 32, word(0));
    expect(() => chip.readMemory(SECTOR + 32, 4)).toThrow(/double ECC error/);
  });

  it('is left with a word half written, in the right bank when the banks have changed places', () => {
    const other = newH7();
    other.bench.setOptionBytes(0x8006aaf0);
    other.reset();
    for (const chip of [newH7(), other]) {
      faulty('half@1', chip);
      program(chip, 0x08000000, word(1));
      expect(wordAt(chip, bank2.SR)).toBe(WBNE);
      setWord(chip, bank2.CR, 0);
    }
  });

  it('shows flags from nowhere, those of its bank alone', () => {
    const chip = faulty(`flags@1:0.5=${WRPERR}`);
    expect(program(chip, SECTOR, word(1))).toBe(WRPERR);
    expect(() => faulty('flags@1=0x80')).toThrow(/the flags of STM32H743ZI are 0x1FEF0000/);
  });

  it('stays busy until a reset, takes no keys, and shows QW longer than BSY', () => {
    const busy = faulty('busy@1');
    unlock(busy, bank2);
    setWord(busy, bank2.CR, PG);
    busy.writeMemory(SECTOR, word(1), 4);
    busy.ahb.elapse(100_000);
    expect(wordAt(busy, bank2.SR) & BSY).toBe(BSY);
    busy.reset();
    expect(wordAt(busy, bank2.SR)).toBe(0);
    const deaf = faulty('deaf');
    unlock(deaf, bank2);
    expect(wordAt(deaf, bank2.CR) & LOCK).toBe(LOCK);
    const late = faulty('late-pending=10000');
    unlock(late, bank2);
    setWord(late, bank2.CR, PG);
    late.writeMemory(SECTOR, word(1), 4);
    while (wordAt(late, bank2.SR) & BSY);
    expect(wordAt(late, bank2.SR)).toBe(QW);
    late.ahb.elapse(1000);
    expect(settled(late, bank2)).toBe(0);
  });

  it('loses a word or the whole sector to a watchdog in the middle of an operation', () => {
    const chip = faulty('watchdog@1:0.5');
    unlock(chip, bank2);
    setWord(chip, bank2.CR, PG);
    chip.writeMemory(SECTOR, word(1), 4);
    chip.ahb.elapse(1000);
    chip.reset();
    expect(() => chip.readMemory(SECTOR, 4)).toThrow(/double ECC error/);
    expect(chip.readMemory(SECTOR + 32, 32)).toEqual(blank);
    chip.bench.at({ operation: 1, progress: 0.5 }, () => chip.bench.cutPower());
    expect(() => eraseSector(chip, bank2, 7)).toThrow(/no supply/);
    chip.powerCycle();
    chip.halt();
    for (const address of [SECTOR, SECTOR + 0x1ffe0]) {
      expect(() => chip.readMemory(address, 4)).toThrow(/double ECC error/);
    }
    expect(chip.readMemory(SECTOR - 32, 32)).toEqual(blank);
    eraseSector(chip, bank2, 7);
    expect(chip.readMemory(SECTOR, 32)).toEqual(blank);
  });

  it('has no lock bytes, and nothing where no flash is', () => {
    expect(() => faulty('lock-byte@0=0')).toThrow(/has 0 lock bytes/);
    expect(() => faulty('dead@0x08080000', newH7('STM32H743ZG'))).toThrow(/0x08080000 is not main flash/);
  });
});
