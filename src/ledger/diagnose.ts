import type { LedgerAddress } from './address.js';
import { closedIn } from './closed.js';
import type { Ledger } from './ledger.js';
import { lostOf, mostLost, nothingLost, unitsOf } from './lost.js';
import { type Memory, readMemory } from './memory.js';
import { readMeta, timesRestored } from './meta.js';
import { openDatabase } from './open-database.js';
import { placeOf } from './place.js';
import type { Station } from './station.js';
import { headsIn } from './station-row.js';

/** What is wrong with a ledger that was opened past its guards, as far as this station knows. */
export interface Diagnosis {
  /** A station found that it was put back to an older state. */
  readonly isClosed: boolean;
  /** It is not the file that it was made as. */
  readonly isMoved: boolean;
  /** Units that may have got values in what the ledger lacks, as this station and those that closed it know. */
  readonly lost: number;
  /** This station alone has ever used the ledger, and it ends where the station remembers. */
  readonly isWhole: boolean;
}

/**
 * What a station remembers of the ledger at an address. It is read before the ledger is opened, which adds what it sees.
 * Errors: those of openDatabase; LEDGER_DAMAGED.
 */
export async function memoryOf(address: LedgerAddress, station: Station): Promise<Memory | undefined> {
  const database = await openDatabase(address);
  try {
    const id = (await database.transaction(readMeta)).get('id');
    return id === undefined ? undefined : await readMemory(station.folder, id);
  } finally {
    await database.close();
  }
}

/** `memory` is that of before the ledger was opened. */
export async function diagnose(ledger: Ledger, memory: Memory | undefined): Promise<Diagnosis> {
  const { address, station } = ledger;
  const place = await placeOf(address, station);
  return ledger.transaction(async (tx) => {
    const [meta, heads] = [await readMeta(tx), await headsIn(tx)];
    const restored = timesRestored(meta);
    const isOlder = memory !== undefined && memory.restored < restored;
    const closed = closedIn(meta);
    const own = await lostOf(tx, meta, memory);
    const lost = unitsOf(mostLost(closed?.lost ?? nothingLost, own));
    const isClosed = closed !== undefined || lost > 0 || (memory !== undefined && memory.restored > restored);
    const head = heads.get(station.id);
    const isOnly = heads.size === 1 && head !== undefined && head.n > 0;
    return {
      isClosed,
      isMoved: place !== undefined && meta.get('place') !== place,
      lost,
      isWhole: !isClosed && !isOlder && isOnly && memory?.heads[station.id]?.n === head.n,
    };
  });
}
