import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { moveStage } from './move-stage.js';
import { leaveOrder } from './orders.js';
import { requireUnit } from './require.js';
import { allows } from './states.js';
import { wipeSecrets } from './wipe.js';

/**
 * Takes a unit out of use, with its values: also from a run that burns it now. Errors: UNIT_UNKNOWN; LEDGER_STATE for one
 * that is released or scrapped; LEDGER_STALE.
 */
export async function scrap(tx: LedgerTransaction, unit: number, reason: string): Promise<void> {
  const { generation, stages, product, order } = await requireUnit(tx, unit);
  const used = stages.filter(({ state }) => allows('scrap', state, 'scrapped'));
  if (used.length === 0) throw notInUse(unit, stages[0]?.state ?? 'none');
  for (const { stage, state, version } of used) {
    const key = { unit, generation, stage };
    await moveStage(tx, key, { step: 'scrap', from: state, version, to: 'scrapped', reason });
    await wipeSecrets(tx, key);
  }
  await tx.run('UPDATE unit SET scrapped = 1 WHERE id = $1', unit);
  await leaveOrder(tx, product, order);
  await tx.addEvent({ kind: 'scrap', unit, details: { generation, reason } });
}

function notInUse(unit: number, state: string): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} is ${state}: there is nothing left to scrap`,
    remedy: 'Look at it with otpforge ledger show.',
    details: { unit, state, step: 'scrap' },
  });
}
