import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { requireUnit } from './require.js';

/** Records that a unit takes the place of another, whose values stay its own. Errors: UNIT_UNKNOWN, LEDGER_STATE. */
export async function replace(
  tx: LedgerTransaction,
  unit: number,
  replaced: number,
  reason: string,
): Promise<void> {
  await requireUnit(tx, unit);
  await requireUnit(tx, replaced);
  const changed =
    unit === replaced
      ? 0
      : await tx.run('UPDATE unit SET replaces = $1 WHERE id = $2 AND replaces IS NULL', replaced, unit);
  if (changed !== 1) throw cannot(unit, replaced);
  await tx.addEvent({ kind: 'replace', unit, details: { replaces: replaced, reason } });
}

function cannot(unit: number, replaced: number): OtpforgeError {
  const why = unit === replaced ? 'a unit cannot replace itself' : 'it replaces another one already';
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} cannot replace unit ${replaced}: ${why}`,
    details: { unit, replaces: replaced },
  });
}
