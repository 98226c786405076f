import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { closedIn, setClosed } from './closed.js';
import type { Database, Transaction } from './database.js';
import { hasEvent, lostOf, unitsOf } from './lost.js';
import type { Head, Memory } from './memory.js';
import { type Meta, readMeta, timesRestored } from './meta.js';

/**
 * Refuses a ledger that lacks an event which this station has seen. `heads` has the last events of those stations that are
 * to be looked at. Errors: LEDGER_ROLLED_BACK.
 */
export async function refuseRolledBack(
  tx: Transaction,
  meta: Meta,
  memory: Memory | undefined,
  heads: ReadonlyMap<string, Head>,
  stations: readonly string[] = Object.keys(memory?.heads ?? {}),
): Promise<void> {
  const closed = closedIn(meta);
  if (closed) throw rolledBack(closed.why);
  if (!memory) return;
  if (memory.restored < timesRestored(meta)) {
    const lost = unitsOf(await lostOf(tx, meta, memory));
    if (lost === 0) return;
    throw rolledBack(`when it was opened again, it skipped ${count(lost, 'unit')} too few`);
  }
  if (memory.restored > timesRestored(meta)) throw rolledBack('it was restored again since');
  for (const station of stations) {
    const seen = memory.heads[station];
    if (seen && !(await hasEvent(tx, station, seen, heads.get(station))))
      throw rolledBack(`event ${seen.n} of station ${station} is missing`);
  }
}

/** A ledger that one station knows to be rolled back is closed to those that have seen less of it. */
export async function closingIfRolledBack<T>(
  database: Database,
  memory: Memory | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OtpforgeError && error.code === 'LEDGER_ROLLED_BACK')
      await database.transaction(async (tx) => {
        const meta = await readMeta(tx);
        await setClosed(tx, meta, { why: String(error.details.why), lost: await lostOf(tx, meta, memory) });
      });
    throw error;
  }
}

function rolledBack(why: string): OtpforgeError {
  return new OtpforgeError('LEDGER_ROLLED_BACK', {
    message: `the ledger was put back to an older state: ${why}`,
    remedy:
      'It would issue values again, so it is closed to all stations. otpforge ledger restore --skip opens it when each pool is above what was issued.',
    details: { why },
  });
}
