import { OtpforgeError } from '../errors/index.js';
import { type Database, type LedgerAddress, openDatabase } from '../ledger/index.js';
import { schemaVersion } from '../ledger/migrate.js';
import { type PoolState, pools } from '../ledger/pools/account.js';

export interface PoolsRead {
  readonly ledger: 'read' | 'missing';
  readonly pools: readonly PoolState[];
}

/** The schema that brought the pools. */
const firstWithPools = 2;

/** How far the pools of a ledger have come, without being a station of it. Errors: LEDGER_* but LEDGER_MISSING. */
export async function readPools(address: LedgerAddress): Promise<PoolsRead> {
  const database = await openIfThere(address);
  if (!database) return { ledger: 'missing', pools: [] };
  try {
    if ((await schemaVersion(database)) < firstWithPools) return { ledger: 'missing', pools: [] };
    return { ledger: 'read', pools: await database.transaction(pools) };
  } finally {
    await database.close();
  }
}

async function openIfThere(address: LedgerAddress): Promise<Database | undefined> {
  try {
    return await openDatabase(address);
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'LEDGER_MISSING') return undefined;
    throw cause;
  }
}
