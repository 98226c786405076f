import type { SimulatedChip } from '../chip/index.js';
import type { RegisterName } from '../probe/probe.js';

/** Registers by their numbers in the target description. */
export const registerNames: readonly RegisterName[] = [
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

export function readRegisters(chip: SimulatedChip): readonly number[] {
  return registerNames.map((name) => chip.readRegister(name));
}

/**
 * Writes the registers that differ, CONTROL first: it decides which stack pointer SP means, and a client
 * that changes one of SP and MSP sends the other as it was.
 */
export function writeRegisters(chip: SimulatedChip, values: readonly number[]): void {
  const before = readRegisters(chip);
  const changed = registerNames.flatMap((name, index) => {
    const value = values[index];
    return value === undefined || value === before[index] ? [] : [{ name, value }];
  });
  for (const { name, value } of changed.filter((one) => one.name === 'CONTROL')) {
    chip.writeRegister(name, value);
  }
  for (const { name, value } of changed.filter((one) => one.name !== 'CONTROL')) {
    chip.writeRegister(name, value);
  }
}
