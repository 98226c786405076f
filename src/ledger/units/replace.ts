import { OtpforgeError } from '../../errors/index.js';
import { numberIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { KnownUnit } from './known.js';
import { requireUnit } from './require.js';

/**
 * Records that a unit takes the place of a scrapped one, whose values stay its own. Errors: UNIT_UNKNOWN, LEDGER_STATE.
 */
export async function replace(
  tx: LedgerTransaction,
  unit: number,
  replaced: number,
  reason: string,
): Promise<void> {
  const why = refusalOf(await requireUnit(tx, unit), await requireUnit(tx, replaced));
  if (why !== undefined) throw cannot(unit, replaced, why);
  await tx.run('UPDATE unit SET replaces = $1 WHERE id = $2', replaced, unit);
  await tx.addEvent({ kind: 'replace', unit, details: { replaces: replaced, reason } });
}

/** The units that were made in place of one. */
export async function replacementsOf(tx: Transaction, unit: number): Promise<readonly number[]> {
  return (await tx.all('SELECT id FROM unit WHERE replaces = $1 ORDER BY id', unit)).map((row) =>
    numberIn(row, 'id'),
  );
}

// A scrapped unit stays scrapped, so no chain of replacements comes back to where it began.
function refusalOf(
  { unit, replaces, scrapped }: KnownUnit,
  { unit: replaced, scrapped: isOldScrapped }: KnownUnit,
): string | undefined {
  if (unit === replaced) return 'a unit cannot replace itself';
  if (replaces !== undefined) return `it replaces unit ${replaces} already`;
  if (scrapped) return `unit ${unit} is scrapped`;
  return isOldScrapped ? undefined : `unit ${replaced} is not scrapped`;
}

function cannot(unit: number, replaced: number, why: string): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} cannot replace unit ${replaced}: ${why}`,
    remedy:
      'Scrap the old unit first. Then name the new one, and with --replaces the one whose place it takes.',
    details: { unit, replaces: replaced },
  });
}
