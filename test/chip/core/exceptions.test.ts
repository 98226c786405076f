import { expect, test } from 'vitest';
import type { SimulatedChip } from '../../../src/chip/index.js';
import { newF4, setWord, words } from '../support/chips.js';
import { codeAddress, prepare, run, stackTop, thumb } from '../support/thumb.js';

const VTOR = 0xe000ed08;
const ICSR = 0xe000ed04;
const table = 0x20000000;
const handlers = 0x20000400;

// A vector table in RAM; each handler stores its exception number at 0x20000800 + 4 n and returns.
function withHandlers(chip: SimulatedChip, code: readonly number[]): void {
  prepare(chip, [...code, thumb.bkpt], { 6: 0x20000800 });
  const vectors = Array.from({ length: 48 }, (_, number) =>
    number === 0 ? stackTop : (handlers + 16 * number) | 1,
  );
  chip.writeMemory(table, words(...vectors));
  for (let number = 1; number < 48; number += 1) {
    const body = [
      thumb.movs(0, number),
      number < 32 ? thumb.str(0, 6, (4 * number) & 0x7c) : thumb.nop,
      thumb.bx(14),
    ];
    chip.writeMemory(handlers + 16 * number, new Uint8Array(new Uint16Array(body).buffer));
  }
  setWord(chip, VTOR, table);
  chip.writeRegister('PRIMASK', 0);
  chip.go();
}

const ran = (chip: SimulatedChip): readonly number[] =>
  Array.from({ length: 32 }, (_, number) => number).filter(
    (number) => chip.bench.peek(0x20000800 + 4 * number, 1)[0] === number && number > 0,
  );

test('SVC goes to its handler and comes back with the registers as they were', () => {
  const chip = newF4();
  withHandlers(chip, [thumb.movs(0, 0x55), thumb.svc(1), thumb.mov(5, 0)]);
  expect(chip.run(1000)).toBe(true);
  expect(chip.haltReason).toBe('bkpt');
  expect(chip.readRegister('R5')).toBe(0x55);
  expect(chip.readRegister('SP')).toBe(stackTop);
  expect(ran(chip)).toEqual([11]);
});

test('PRIMASK holds back PendSV and SysTick but not NMI', () => {
  const chip = newF4();
  prepare(chip, [thumb.bkpt]);
  withHandlers(chip, [thumb.nop, thumb.nop]);
  chip.halt();
  chip.writeRegister('PRIMASK', 1);
  setWord(chip, ICSR, 0x80000000 | (1 << 28) | (1 << 26));
  chip.go();
  expect(chip.run(1000)).toBe(true);
  expect(ran(chip)).toEqual([2]);
  chip.writeRegister('PC', codeAddress);
  chip.writeRegister('PRIMASK', 0);
  chip.go();
  chip.run(1000);
  expect(ran(chip)).toEqual([2, 14, 15]);
});

test('SysTick interrupts at its reload value and ends WFI', () => {
  const chip = newF4();
  setWord(chip, 0xe000e014, 999);
  setWord(chip, 0xe000e010, 3);
  withHandlers(chip, [thumb.wfi]);
  const before = chip.cycles;
  expect(chip.run(1000)).toBe(true);
  expect(ran(chip)).toEqual([15]);
  expect(chip.cycles - before).toBeLessThan(1100);
});

test('SEV lets the next WFE pass', () => {
  const chip = newF4();
  expect(run(chip, [0xbf40, 0xbf20])).toBe(true);
  expect(run(chip, [0xbf20])).toBe(false);
});

test('an enabled and pended interrupt is taken, a disabled one is not', () => {
  const chip = newF4();
  setWord(chip, 0xe000e100, 1 << 3);
  setWord(chip, 0xe000e200, (1 << 3) | (1 << 4));
  withHandlers(chip, [thumb.nop]);
  chip.run(1000);
  expect(ran(chip)).toEqual([19]);
});

test('CPUID is a Cortex-M4, an aligned VTOR reads back', () => {
  const chip = newF4();
  setWord(chip, VTOR, 0x20000285);
  expect(chip.readMemory(VTOR, 4)).toEqual(words(0x20000200));
  expect(chip.readMemory(0xe000ed00, 4)).toEqual(words(0x410fc241));
});
