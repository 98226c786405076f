import type { RegisterName, RegisterValues } from './probe.js';

// CONTROL decides which stack pointer SP means, so that it is written first.
const writeOrder: readonly RegisterName[] = [
  'CONTROL',
  'PRIMASK',
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
  'MSP',
  'PSP',
  'SP',
  'LR',
  'PC',
  'xPSR',
];

/** Registers and values in the order in which they must be written. */
export function registersInOrder(values: RegisterValues): readonly (readonly [RegisterName, number])[] {
  return writeOrder.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}
