import type { LedgerTransaction } from '../ledger-transaction.js';
import type { StageKey } from './move-stage.js';

/** Wipes what was kept sealed of a stage: its keyed hashes stay. */
export async function wipeSecrets(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
): Promise<void> {
  await tx.run(
    'UPDATE value SET sealed = NULL WHERE unit = $1 AND generation = $2 AND stage = $3 AND sealed IS NOT NULL',
    ...[unit, generation, stage],
  );
  await tx.run(
    `UPDATE list_row SET cells = NULL WHERE unit = $1 AND generation = $2 AND cells IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM value v WHERE v.unit = $1 AND v.generation = $2 AND v.sealed IS NOT NULL)`,
    ...[unit, generation],
  );
}
