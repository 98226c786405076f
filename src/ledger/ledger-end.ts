import { numberIn } from './columns.js';
import type { Query, Row, Transaction } from './database.js';
import type { Head } from './memory.js';
import { headsOf, headsQuery } from './station-row.js';

/** Where a ledger ends. */
export interface LedgerEnd {
  /** The last event of each station. */
  readonly heads: Readonly<Record<string, Head>>;
  /** The number of its newest unit; 0 without units. */
  readonly units: number;
}

export async function endOf(tx: Transaction): Promise<LedgerEnd> {
  const [heads = [], units] = await tx.allOf(headsQuery(), newestUnitQuery);
  return { heads: Object.fromEntries(headsOf(heads)), units: newestUnitOf(units) };
}

export const newestUnitQuery: Query = ['SELECT coalesce(max(id), 0) AS last FROM unit'];

export function newestUnitOf([row]: readonly Row[] = []): number {
  return row ? numberIn(row, 'last') : 0;
}
