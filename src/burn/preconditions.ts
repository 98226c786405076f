import { type Bank, isSector, type Precondition } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { hex32 } from '../text/hex.js';
import type { Refusal } from './plan-types.js';
import { readWord } from './words.js';

/** What each of a bank's preconditions holds, in their order. Writes the byte that clocks a register, where it has one. */
export async function readPreconditions(probe: Probe, bank: Bank): Promise<readonly number[]> {
  const values: number[] = [];
  for (const field of bank.preconditions) values.push(await readField(probe, field));
  return values;
}

async function readField(probe: Probe, { register, shift, mask, clock }: Precondition): Promise<number> {
  if (clock) await probe.writeMemory(clock.address, Uint8Array.of(clock.value), 1);
  return ((await readWord(probe, register)) >>> shift) & mask;
}

/** A refusal for each precondition that does not hold; one that was not read does not. Some matter to a burn alone. */
export function preconditionRefusals(
  values: readonly number[],
  bank: Bank,
  burns: boolean,
): readonly Refusal[] {
  return bank.preconditions.flatMap(({ code, name, register, required, remedy, for: purpose }, index) => {
    const value = values[index];
    if (purpose === 'burn' && !burns) return [];
    if (value !== undefined && required.includes(value)) return [];
    return [
      {
        code,
        address: register,
        message: `the ${name} at ${hex32(register)} is ${value ?? 'not known'}, programming needs ${required.join(' or ')}`,
        remedy,
      },
    ];
  });
}

/** Whether a refusal is by a field that a reader of a reserved sector needs too: swapped, another sector is read. */
export function forbidsReading({ code, address }: Refusal, bank: Bank): boolean {
  if (code !== 'PRECONDITION' || !isSector(bank)) return false;
  return bank.preconditions.some(({ register, for: purpose }) => purpose !== 'burn' && register === address);
}
