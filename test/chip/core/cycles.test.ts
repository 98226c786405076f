import { expect, test } from 'vitest';
import { newF4, words } from '../support/chips.js';
import { codeAddress, prepare, stackTop, thumb } from '../support/thumb.js';

const cases: readonly (readonly [string, readonly number[], number])[] = [
  ['MOVS', [thumb.movs(0, 1)], 1],
  ['LDR from RAM', [thumb.ldr(2, 1)], 2],
  ['LDR from a flash register', [thumb.ldr(2, 3)], 2],
  ['LDRB', [thumb.ldrb(2, 1)], 2],
  ['STR', [thumb.str(2, 1)], 2],
  ['STR to a flash register', [thumb.str(0, 3)], 2],
  ['LDM of four', [thumb.ldm(1, 0b11010100)], 5],
  ['STM of three', [thumb.stm(1, 0b00011100)], 4],
  ['PUSH of two and LR', [thumb.push(0x130)], 4],
  ['POP of two and PC', [thumb.pop(0x130)], 6],
  ['a taken branch', [0xe000], 2],
  ['a branch not taken', [0xd000], 1],
  ['BX', [thumb.bx(4)], 2],
  ['BL', [0xf000, 0xf800], 3],
  ['DSB', [0xf3bf, 0x8f4f], 3],
  ['shift by a register', [thumb.lsls(0, 2)], 1],
];

test.each(cases)('%s', (_, code, cycles) => {
  const chip = newF4();
  chip.writeMemory(stackTop - 0x20, words(0, 0, codeAddress | 1));
  prepare(chip, [...code, thumb.bkpt], { 0: 0, 1: 0x20000800, 2: 0, 3: 0x40023c00, 4: codeAddress | 1 });
  chip.writeRegister('SP', stackTop - 0x20);
  const before = chip.counters.coreCycles;
  chip.step();
  expect(chip.counters.coreCycles - before).toBe(cycles);
});
