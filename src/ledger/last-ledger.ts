import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { LedgerAddress } from './address.js';
import { knownLedgers, memoryFile, readMemory } from './memory.js';

/** The ID of the ledger that a station used last at a place; undefined for a place that it does not know. */
export async function lastLedgerAt(folder: string, address: LedgerAddress): Promise<string | undefined> {
  let last: { readonly id: string; readonly time: number } | undefined;
  for (const id of await knownLedgers(folder)) {
    const memory = await readMemory(folder, id);
    if (!memory || !isDeepStrictEqual(memory.address, address)) continue;
    const { mtimeMs: time } = await stat(memoryFile(folder, id));
    if (!last || time > last.time) last = { id, time };
  }
  return last?.id;
}
