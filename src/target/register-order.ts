import type { RegisterName, RegisterValues } from './registers.js';

/** R0 to PSP at their places in DCRSR.REGSEL; PRIMASK and CONTROL have no number of their own there. */
export const coreRegisters: readonly RegisterName[] = [
  'R0',
  'R1',
  'R2',
  'R3',
  'R4',
  'R5',
  'R6',
  'R7',
  'R8',
  'R9',
  'R10',
  'R11',
  'R12',
  'SP',
  'LR',
  'PC',
  'xPSR',
  'MSP',
  'PSP',
  'PRIMASK',
  'CONTROL',
];

// CONTROL decides which stack pointer SP means, so that it is written first, and SP behind both of them.
const writtenFirst: readonly RegisterName[] = ['CONTROL', 'PRIMASK', 'MSP', 'PSP'];
const writeOrder = [...writtenFirst, ...coreRegisters.filter((name) => !writtenFirst.includes(name))];

/** Registers and values in the order in which they must be written. */
export function registersInOrder(values: RegisterValues): readonly (readonly [RegisterName, number])[] {
  return writeOrder.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}
