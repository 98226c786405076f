import type { LedgerTransaction } from '../ledger-transaction.js';
import { knownValue } from './find.js';
import type { KnownValue, NewValue } from './known.js';
import { type StageKey, stale } from './move-stage.js';
import { addValues } from './values.js';

/**
 * Stores what a hook answered for a field of a reserved stage. The first answer is the field's: a later one is dropped,
 * since each may differ. Errors: IDENTITY_TAKEN; LEDGER_STALE when the stage is not reserved by now.
 */
export async function storeAnswer(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
  value: NewValue,
): Promise<KnownValue> {
  const key = { unit, generation, stage };
  const first = await storedValue(tx, key, value.field);
  if (first) return first;
  const reserved = await tx.get(
    "SELECT 1 AS one FROM stage WHERE unit = $1 AND generation = $2 AND stage = $3 AND state = 'reserved'",
    ...[unit, generation, stage],
  );
  if (!reserved) throw await stale(tx, key, 'reserved');
  await addValues(tx, [{ key, values: [value] }]);
  const details = { stage, generation, field: value.field, value: value.text ?? null };
  await tx.addEvent({ kind: 'answer', unit, details });
  const stored = await storedValue(tx, key, value.field);
  if (!stored) throw new Error(`the answer for ${value.field} is gone`);
  return stored;
}

async function storedValue(
  tx: LedgerTransaction,
  { unit, generation }: StageKey,
  field: string,
): Promise<KnownValue | undefined> {
  const row = await tx.get(
    'SELECT * FROM value WHERE unit = $1 AND generation = $2 AND field = $3 AND part = 0',
    ...[unit, generation, field],
  );
  return row && knownValue(row);
}
