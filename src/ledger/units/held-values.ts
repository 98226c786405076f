import { bytesIn } from '../columns.js';
import type { Transaction } from '../database.js';
import { inParts, maximumParams } from '../in-parts.js';
import { byScope, keyOf } from './values.js';

/** Tells a unique value from others without the ledger's key: what is secret has no canonical bytes there. */
export interface OpenValue {
  readonly scope: string;
  readonly canonical: Uint8Array;
}

/** Whether a unit holds one of some values now. */
export type IsHeld = (value: OpenValue) => boolean;

/** Which of some unique values units hold now. */
export async function heldValues(tx: Transaction, values: readonly OpenValue[]): Promise<IsHeld> {
  const held = new Set<string>();
  for (const [scope, group] of byScope(values)) {
    for (const some of inParts(group, maximumParams)) {
      const rows = await tx.all(
        `SELECT canonical FROM value WHERE is_unique = 1 AND freed = 0 AND scope = $1
           AND canonical IN (${some.map((_, index) => `$${index + 2}`)})`,
        ...[scope, ...some.map(({ canonical }) => canonical)],
      );
      for (const row of rows) held.add(keyOf(scope, bytesIn(row, 'canonical')));
    }
  }
  return ({ scope, canonical }) => held.has(keyOf(scope, canonical));
}
