import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { moveStage } from './move-stage.js';
import { leaveOrder } from './orders.js';
import { requireUnit } from './require.js';
import { wipeValues } from './wipe.js';

/**
 * Takes the values back from a die that never saw them: it gets new ones when it comes again. Scanned and listed values are
 * free then, all others are used up. Errors: UNIT_UNKNOWN; LEDGER_STATE once a run has claimed it in this generation.
 */
export async function release(tx: LedgerTransaction, unit: number, reason: string): Promise<void> {
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
  await tx.run(
    'UPDATE list_row SET unit = NULL, generation = NULL WHERE unit = $1 AND generation = $2',
    ...[unit, generation],
  );
  await leaveOrder(tx, product, order);
  await tx.addEvent({ kind: 'release', unit, details: { generation, reason } });
}

function mayBeBurnt(unit: number): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} was claimed for a burn: its values may be in the chip`,
    remedy: 'Present the die to finish it, or scrap the unit.',
    details: { unit, step: 'release' },
  });
}
