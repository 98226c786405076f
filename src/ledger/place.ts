import { stat } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';
import type { LedgerAddress } from './address.js';
import type { Transaction } from './database.js';
import { type Meta, setMeta } from './meta.js';
import type { Station } from './station.js';

/**
 * Where a SQLite ledger is: the machine and the file's inode, which a copy does not have. Numbers of devices change when a
 * machine starts, so they are left out. Undefined for PostgreSQL, whose server is the place.
 */
export async function placeOf(address: LedgerAddress, { host }: Station): Promise<string | undefined> {
  if (address.engine === 'postgres') return undefined;
  const { ino } = await stat(address.file, { bigint: true });
  return `${host} ${ino}`;
}

/** Errors: LEDGER_MOVED for a file that was copied, since two of them would issue the same values. */
export function refuseMoved(address: LedgerAddress, meta: Meta, place: string | undefined): void {
  const first = meta.get('place');
  if (place === undefined || first === undefined || place === first) return;
  const file = address.engine === 'sqlite' ? address.file : '';
  throw new OtpforgeError('LEDGER_MOVED', {
    message: `${file}: this ledger was copied or moved here: it was made as another file or on another machine`,
    remedy:
      'Use the file where it was. If that one is gone for good, otpforge ledger restore takes this one over.',
    details: { file },
  });
}

export async function setPlace(tx: Transaction, place: string | undefined): Promise<void> {
  if (place !== undefined) await setMeta(tx, 'place', place);
}
