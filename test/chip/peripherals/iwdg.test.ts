import { expect, test } from 'vitest';
import type { SimulatedChip } from '../../../src/chip/index.js';
import { newF4, newL4, setWord, wordAt } from '../support/chips.js';
import { codeAddress, prepare, thumb } from '../support/thumb.js';

const KR = 0x40003000;
const PR = 0x40003004;
const RLR = 0x40003008;
const WINR = 0x40003010;
const APB1_FZ = 0xe0042008;

const loop = (chip: SimulatedChip): void => {
  prepare(chip, [thumb.branchToSelf]);
  chip.go();
};

// A reset takes the core out of RAM, into a blank flash.
const bitten = (chip: SimulatedChip): boolean => chip.counters.systemResets > 0;

test('does not run before its key is written', () => {
  const chip = newF4();
  loop(chip);
  expect(chip.run(1_000_000)).toBe(false);
  expect(bitten(chip)).toBe(false);
});

test('bites after 512 ms with the reset values, and the core leaves RAM', () => {
  const chip = newF4();
  setWord(chip, KR, 0xcccc);
  loop(chip);
  chip.run(500_000);
  expect(bitten(chip)).toBe(false);
  chip.run(20_000);
  expect(bitten(chip)).toBe(true);
  expect(chip.readRegister('PC')).not.toBe(codeAddress);
});

test('a refresh starts it over', () => {
  const chip = newF4();
  setWord(chip, KR, 0xcccc);
  for (let round = 0; round < 4; round += 1) {
    loop(chip);
    chip.run(400_000);
    chip.halt();
    setWord(chip, KR, 0xaaaa);
  }
  expect(bitten(chip)).toBe(false);
});

test('PR and RLR take writes only after 0x5555', () => {
  const chip = newF4();
  setWord(chip, RLR, 1);
  expect(wordAt(chip, RLR)).toBe(0xfff);
  setWord(chip, KR, 0x5555);
  setWord(chip, RLR, 31);
  setWord(chip, PR, 1);
  setWord(chip, KR, 0xcccc);
  setWord(chip, RLR, 0xfff);
  expect([wordAt(chip, PR), wordAt(chip, RLR)]).toEqual([1, 31]);
  loop(chip);
  chip.run(9_000);
  expect(bitten(chip)).toBe(true);
});

test('the hardware watchdog of the option bytes runs from reset', () => {
  for (const chip of [newF4(), newL4()]) {
    chip.bench.setHardwareWatchdog(true);
    chip.reset();
    const resets = chip.counters.systemResets;
    loop(chip);
    chip.run(520_000);
    expect(chip.counters.systemResets).toBe(resets + 1);
  }
});

test('DBG_IWDG_STOP holds it while the core is halted, and only then', () => {
  const chip = newF4();
  setWord(chip, APB1_FZ, 1 << 12);
  setWord(chip, KR, 0xcccc);
  for (let access = 0; access < 60_000; access += 1) wordAt(chip, 0x20000000);
  expect(bitten(chip)).toBe(false);
  loop(chip);
  chip.run(520_000);
  expect(bitten(chip)).toBe(true);
});

test('without it debug accesses alone let it bite', () => {
  const chip = newF4();
  setWord(chip, KR, 0xcccc);
  for (let access = 0; access < 60_000; access += 1) wordAt(chip, 0x20000000);
  expect(bitten(chip)).toBe(true);
  expect(chip.isHalted).toBe(false);
});

test('a refresh above the window bites', () => {
  const chip = newL4();
  setWord(chip, KR, 0xcccc);
  setWord(chip, KR, 0x5555);
  setWord(chip, WINR, 0x100);
  expect(bitten(chip)).toBe(false);
  setWord(chip, KR, 0xaaaa);
  expect(bitten(chip)).toBe(true);
});
