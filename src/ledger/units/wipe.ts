import type { LedgerTransaction } from '../ledger-transaction.js';
import type { StageKey } from './move-stage.js';

/**
 * Wipes what was kept sealed of a stage for good, with the row of a list that it came from: keyed hashes stay. The row of an
 * adopted unit stays as well, since a later stage may need the rest of it.
 */
export async function wipeSecrets(tx: LedgerTransaction, key: StageKey): Promise<void> {
  await wipeValues(tx, key);
  await tx.run(
    `UPDATE list_row SET cells = NULL WHERE unit = $1 AND generation = $2 AND cells IS NOT NULL
       AND EXISTS (SELECT 1 FROM value v WHERE v.unit = $1 AND v.generation = $2 AND v.source = 'list' AND v.mac = list_row.mac)
       AND NOT EXISTS (SELECT 1 FROM value v WHERE v.unit = $1 AND v.generation = $2 AND v.sealed IS NOT NULL)`,
    ...[key.unit, key.generation],
  );
}

/** Wipes what was kept sealed of a stage, but not the row of a list that goes back to it. */
export async function wipeValues(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
): Promise<void> {
  await tx.run(
    `UPDATE value SET sealed = NULL, for_owner = NULL WHERE unit = $1 AND generation = $2 AND stage = $3
       AND (sealed IS NOT NULL OR for_owner IS NOT NULL)`,
    ...[unit, generation, stage],
  );
  await tx.run(
    'DELETE FROM signature WHERE unit = $1 AND generation = $2 AND stage = $3 AND secret = 1',
    ...[unit, generation, stage],
  );
}
