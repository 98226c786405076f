import { OtpforgeError } from '../../errors/index.js';
import type { Transaction } from '../database.js';
import { unitByNumber } from './find.js';
import type { KnownUnit } from './known.js';

/** A unit that a command names by its number. Errors: UNIT_UNKNOWN. */
export async function requireUnit(tx: Transaction, unit: number): Promise<KnownUnit> {
  const known = await unitByNumber(tx, unit);
  if (known) return known;
  throw new OtpforgeError('UNIT_UNKNOWN', {
    message: `the ledger has no unit ${unit}`,
    remedy: 'Find it by its serial, UID or order: otpforge ledger show.',
    details: { unit },
  });
}
