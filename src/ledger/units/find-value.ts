import { textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerKey } from '../key.js';
import { ownerIn, ownerOf, selectOwners, type ValueOwner } from './values.js';

/** A unique value of a unit whose product nobody knows. */
export interface UnscopedValue {
  readonly canonical: Uint8Array;
  /** As a person writes it; undefined of a secret. */
  readonly text?: string;
}

/**
 * Who has a unique value, whatever its scope: a public one by its bytes or its text, a secret one by its keyed hash. All
 * values are looked through, so it is for what somebody asks once. Errors: those of `key`, for a secret.
 */
export async function ownerInAnyScope(
  tx: Transaction,
  { canonical, text }: UnscopedValue,
  key: () => LedgerKey,
): Promise<ValueOwner | undefined> {
  if (text !== undefined) {
    const row = await tx.get(`${selectOwners} AND (v.canonical = $1 OR v.plain = $2)`, canonical, text);
    return row && ownerIn(row);
  }
  const scopes = await tx.all('SELECT DISTINCT scope FROM value WHERE is_unique = 1 AND freed = 0');
  for (const scope of scopes.map((row) => textIn(row, 'scope'))) {
    const owner = await ownerOf(tx, scope, key().mac(scope, canonical));
    if (owner) return owner;
  }
  return undefined;
}
