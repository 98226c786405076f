import { OtpforgeError } from '../errors/index.js';
import { type Database, openDatabase } from '../ledger/index.js';
import { schemaVersion } from '../ledger/migrate.js';
import { type PoolState, pools } from '../ledger/pools/account.js';
import { listState } from '../ledger/pools/list.js';
import type { Line } from '../line/index.js';

/** How far the pools and lists of a ledger have come. */
export interface CountersRead {
  readonly ledger: 'read' | 'missing';
  readonly pools: readonly PoolState[];
  /** By the name of the list. */
  readonly lists: ReadonlyMap<string, { readonly rows: number; readonly free: number }>;
}

/** The schema that brought pools and lists. */
const firstWithPools = 2;
const missing: CountersRead = { ledger: 'missing', pools: [], lists: new Map() };

/** The counters of a line, read without being a station of its ledger. Errors: LEDGER_* but LEDGER_MISSING. */
export async function readCounters({ ledger, sources }: Line): Promise<CountersRead> {
  const database = await openIfThere(ledger);
  if (!database) return missing;
  const names = new Set(sources.flatMap((source) => (source.kind === 'list' ? [source.list] : [])));
  try {
    if ((await schemaVersion(database)) < firstWithPools) return missing;
    return await database.transaction(async (tx) => {
      const lists = new Map<string, { rows: number; free: number }>();
      for (const name of names) lists.set(name, await listState(tx, name));
      return { ledger: 'read', pools: await pools(tx), lists };
    });
  } finally {
    await database.close();
  }
}

async function openIfThere(address: Line['ledger']): Promise<Database | undefined> {
  try {
    return await openDatabase(address);
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'LEDGER_MISSING') return undefined;
    throw cause;
  }
}
