import { OtpforgeError } from '../../errors/index.js';
import { numberIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { requireUnit } from './require.js';

/** Records that a unit takes the place of another, whose values stay its own. Errors: UNIT_UNKNOWN, LEDGER_STATE. */
export async function replace(
  tx: LedgerTransaction,
  unit: number,
  replaced: number,
  reason: string,
): Promise<void> {
  const { replaces } = await requireUnit(tx, unit);
  await requireUnit(tx, replaced);
  const changed =
    unit === replaced
      ? 0
      : await tx.run('UPDATE unit SET replaces = $1 WHERE id = $2 AND replaces IS NULL', replaced, unit);
  if (changed !== 1) throw cannot(unit, replaced, replaces);
  await tx.addEvent({ kind: 'replace', unit, details: { replaces: replaced, reason } });
}

/** The units that were made in place of one. */
export async function replacementsOf(tx: Transaction, unit: number): Promise<readonly number[]> {
  return (await tx.all('SELECT id FROM unit WHERE replaces = $1 ORDER BY id', unit)).map((row) =>
    numberIn(row, 'id'),
  );
}

function cannot(unit: number, replaced: number, replaces: number | undefined): OtpforgeError {
  const why = unit === replaced ? 'a unit cannot replace itself' : `it replaces unit ${replaces} already`;
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} cannot replace unit ${replaced}: ${why}`,
    remedy: 'Name the new unit first, and with --replaces the one whose place it takes.',
    details: { unit, replaces: replaced },
  });
}
