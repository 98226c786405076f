import type { LedgerTransaction } from '../ledger-transaction.js';
import { readMeta, setMeta } from '../meta.js';

/**
 * Rows that a list owes: units may have had them that the ledger lost, and nobody knows which they are until they are loaded
 * again.
 */
export async function owedRows(tx: LedgerTransaction, list: string): Promise<number> {
  return Number((await readMeta(tx)).get(nameOf(list)) ?? 0);
}

/** More rows, or fewer where it is negative. */
export async function oweRows(tx: LedgerTransaction, list: string, more: number): Promise<void> {
  if (more !== 0) await setMeta(tx, nameOf(list), String((await owedRows(tx, list)) + more));
}

function nameOf(list: string): string {
  return `owed ${list}`;
}
