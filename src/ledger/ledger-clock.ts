import { OtpforgeError } from '../errors/index.js';
import { textIn } from './columns.js';
import type { Transaction } from './database.js';

/** The ledger's time as an ISO text: of this machine for SQLite, of the server for PostgreSQL. */
export async function ledgerTime(tx: Transaction, now: (() => Date) | undefined): Promise<string> {
  if (now || tx.engine === 'sqlite') return (now?.() ?? new Date()).toISOString();
  const row = await tx.get(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`,
  );
  if (!row) throw new Error('the server gives no time');
  return textIn(row, 'now');
}

/** Errors: CLOCK_SUSPECT when stations have shown life later than now. */
export async function refuseOldClock(tx: Transaction, now: string): Promise<void> {
  const row = await tx.get("SELECT coalesce(max(life), '') AS newest FROM station");
  const newest = row ? textIn(row, 'newest') : '';
  if (newest === '' || Date.parse(now) >= Date.parse(newest) - slackMs) return;
  throw new OtpforgeError('CLOCK_SUSPECT', {
    message: `the clock of the ledger says ${now}, and its newest event is of ${newest}`,
    remedy:
      'Set the clock right. If the newest event has the wrong time, say so with otpforge ledger accept --clock.',
    details: { now, newest },
  });
}

/** Clocks that are kept right are set back by less. */
const slackMs = 2_000;
