import { type Bench, compare, type Seen } from '../bench.js';
import { eraseScratch } from '../erase-scratch.js';
import type { Served } from '../run-code.js';
import { scratchArea, scratchBank } from '../scratch-area.js';

/** The scratch sector as a bank, and the loader that burns it. */
export function servedBy({ device, scratchLoader }: Bench): Served {
  return { bank: scratchBank(device), loader: scratchLoader };
}

export async function eraseCheck({ probe, device }: Bench): Promise<Seen> {
  await probe.resetHalt();
  return compare('blank', (await eraseScratch(probe, device)) ? 'blank' : 'not blank');
}

/** Data of a whole bank: no unit is all ones, and each inverted byte has ones where it has zeros. */
export function pattern({ device }: Bench): Uint8Array {
  return Uint8Array.from({ length: device.bank.otp.data.size }, (_, index) => 0x40 | ((index * 5) & 0x3f));
}

export function dataBase(bench: Bench): number {
  return scratchArea(bench.device).address + bench.device.bank.otp.data.offset;
}
