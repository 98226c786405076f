import type { Bank } from '../bank/index.js';
import { readWord, writeWord } from '../burn/words.js';
import type { Probe } from '../probe/index.js';
import { programByte, programWords } from './routines.js';
import { runRoutine, type Served } from './run-code.js';

// The same on F4 (RM0090 §3.9) and L4 (RM0351 §3.7); KEYR and CR lie at the same distance from SR.
const keys = [0x45670123, 0xcdef89ab] as const;
export const crLock = 0x80000000;
export const crPg = 1;
const dcen = 1 << 10;
const dcrst = 1 << 12;
export const srBusy = 1 << 16;

export const acrOf = ({ controller }: Bank) => controller.base;
export const srOf = ({ controller }: Bank) => controller.base + controller.statusOffset;
export const crOf = (bank: Bank) => srOf(bank) + 4;
const keyrOf = (bank: Bank) => srOf(bank) - 8;

/** What the core saw in FLASH_SR while a unit was programmed. */
export interface Watched {
  readonly first: number;
  readonly last: number;
}

/** Programs one unit of the main flash by the core, past the loader: for what the loader refuses to show. */
export async function programUnitRaw(
  probe: Probe,
  served: Served,
  address: number,
  unit: Uint8Array,
): Promise<Watched> {
  const { bank } = served;
  for (const key of keys) await writeWord(probe, keyrOf(bank), key);
  await writeWord(probe, crOf(bank), crPg);
  const view = new DataView(unit.buffer, unit.byteOffset, unit.length);
  const words = unit.length === 8;
  const values = words ? { R1: view.getUint32(0, true), R2: view.getUint32(4, true) } : { R1: unit[0] ?? 0 };
  const { R4 = 0, R6 = 0 } = await runRoutine(
    probe,
    served,
    words ? programWords : programByte,
    { R0: address, R5: srOf(bank), ...values },
    ['R4', 'R6', 'R7'],
  );
  await writeWord(probe, crOf(bank), crLock);
  return { first: R6, last: R4 };
}

/** Empties the data cache and leaves it on; nothing where there is none, since the bits are reserved there. */
export async function freshDataCache(probe: Probe, bank: Bank): Promise<void> {
  if (!bank.flashInterface?.cache) return;
  const off = ((await readWord(probe, acrOf(bank))) & ~(dcen | dcrst)) >>> 0;
  for (const value of [off, off | dcrst, off, off | dcen]) await writeWord(probe, acrOf(bank), value);
}
