import { describe, expect, test } from 'vitest';
import { PowerLost } from '../../../src/chip/index.js';
import { newL4, setWord, wordAt, words } from '../support/chips.js';
import { l4, PG, programL4, status, unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

const OTP = 0x1fff7000;
const PROGERR = 1 << 3;
const ones = 0xffffffff;

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
