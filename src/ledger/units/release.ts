import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { moveStage } from './move-stage.js';
import { leaveOrder } from './orders.js';
import { requireUnit } from './require.js';
import { wipeValues } from './wipe.js';

/** A field whose value is computed from that of another one. */
export interface DerivedField {
  readonly field: string;
  readonly from: string;
}

/**
 * Takes the values back from a die that never saw them: it gets new ones when it comes again. Scanned and listed values are
 * free then, with what is derived from them; all others are used up. Errors: UNIT_UNKNOWN; LEDGER_STATE once a run has claimed it in this generation.
 */
export async function release(
  tx: LedgerTransaction,
  unit: number,
  reason: string,
  derived: readonly DerivedField[] = [],
): Promise<void> {
  const { generation, stages, product, order } = await requireUnit(tx, unit);
  const claimed = await tx.get(
    'SELECT run FROM visit WHERE unit = $1 AND generation = $2 AND claim IS NOT NULL LIMIT 1',
    ...[unit, generation],
  );
  if (claimed) throw mayBeBurnt(unit);
  for (const { stage, state, version } of stages) {
    const key = { unit, generation, stage };
    await moveStage(tx, key, { step: 'release', from: state, version, to: 'released', reason });
    await wipeValues(tx, key);
  }
  await tx.run(
    "UPDATE value SET freed = 1 WHERE unit = $1 AND generation = $2 AND source IN ('scan', 'list')",
    ...[unit, generation],
  );
  for (const { field, from } of derived) await freeDerived(tx, { unit, generation, field, from });
  await tx.run(
    'UPDATE list_row SET unit = NULL, generation = NULL WHERE unit = $1 AND generation = $2',
    ...[unit, generation],
  );
  await leaveOrder(tx, product, order);
  await tx.addEvent({ kind: 'release', unit, details: { generation, reason } });
}

async function freeDerived(
  tx: LedgerTransaction,
  { unit, generation, field, from }: DerivedField & { readonly unit: number; readonly generation: number },
): Promise<void> {
  await tx.run(
    `UPDATE value SET freed = 1 WHERE unit = $1 AND generation = $2 AND field = $3 AND source = 'derive'
       AND EXISTS (SELECT 1 FROM value v WHERE v.unit = $1 AND v.generation = $2 AND v.field = $4 AND v.freed = 1)`,
    ...[unit, generation, field, from],
  );
}

function mayBeBurnt(unit: number): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} was claimed for a burn: its values may be in the chip`,
    remedy: 'Present the die to finish it, or scrap the unit.',
    details: { unit, step: 'release' },
  });
}
