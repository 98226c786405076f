import { expect, it } from 'vitest';
import { coreRegisters, registersInOrder } from '../../src/target/index.js';

it('writes CONTROL first, since it decides what SP means, and SP behind MSP and PSP', () => {
  const values = { PC: 1, SP: 2, CONTROL: 0, R0: 3, PSP: 4, MSP: 5 };
  expect(registersInOrder(values)).toEqual([
    ['CONTROL', 0],
    ['MSP', 5],
    ['PSP', 4],
    ['R0', 3],
    ['SP', 2],
    ['PC', 1],
  ]);
});

it('leaves out no register', () => {
  const all = Object.fromEntries(coreRegisters.map((name) => [name, 0]));
  expect(registersInOrder(all)).toHaveLength(21);
});
