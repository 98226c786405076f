import { numberIn } from './columns.js';
import type { Transaction } from './database.js';
import type { Head } from './memory.js';
import { headsIn } from './station-row.js';

/** Where a ledger ends. */
export interface LedgerEnd {
  /** The last event of each station. */
  readonly heads: Readonly<Record<string, Head>>;
  /** The number of its newest unit; 0 without units. */
  readonly units: number;
}

export async function endOf(tx: Transaction): Promise<LedgerEnd> {
  const row = await tx.get('SELECT coalesce(max(id), 0) AS last FROM unit');
  return { heads: Object.fromEntries(await headsIn(tx)), units: row ? numberIn(row, 'last') : 0 };
}
