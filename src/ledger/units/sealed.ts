import { bytesIn, numberIn, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { SealedFor } from '../seal.js';

export interface SealedValue extends SealedFor {
  readonly sealed: Uint8Array;
}

/** All values that the ledger keeps sealed. */
export async function sealedValues(tx: Transaction): Promise<readonly SealedValue[]> {
  const rows = await tx.all(
    'SELECT unit, generation, field, sealed FROM value WHERE sealed IS NOT NULL ORDER BY unit, generation, field',
  );
  return rows.map((row) => ({
    unit: numberIn(row, 'unit'),
    generation: numberIn(row, 'generation'),
    field: textIn(row, 'field'),
    sealed: bytesIn(row, 'sealed'),
  }));
}
