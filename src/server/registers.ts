import type { SimulatedChip } from '../chip/index.js';
import { coreRegisters, registersInOrder } from '../target/index.js';

/** Values by the registers' numbers in the target description, which are their places in `coreRegisters`. */
export function readRegisters(chip: SimulatedChip): readonly number[] {
  return coreRegisters.map((name) => chip.readRegister(name));
}

/** Writes the registers that differ: a client that changes one of SP and MSP sends the other as it was. */
export function writeRegisters(chip: SimulatedChip, values: readonly number[]): void {
  const before = readRegisters(chip);
  const changed = coreRegisters.flatMap((name, index) => {
    const value = values[index];
    return value === undefined || value === before[index] ? [] : [[name, value] as const];
  });
  for (const [name, value] of registersInOrder(Object.fromEntries(changed))) chip.writeRegister(name, value);
}
