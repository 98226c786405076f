import type { JsonValue } from '../errors/index.js';
import type { Ledger } from './ledger.js';
import { endOf } from './ledger-end.js';
import type { LedgerTransaction } from './ledger-transaction.js';
import { readMemory } from './memory.js';
import { readMeta, setMeta, timesRestored } from './meta.js';
import { placeOf, setPlace } from './place.js';
import { withRestore } from './restores.js';
import { addStation } from './station-row.js';

/**
 * Opens a ledger again that was rolled back, or that takes the place of one which is gone. `skip` raises the pools above all
 * that was issued; the event keeps what it skipped, and the ledger for how many units. A station that remembers more is not let in.
 * The ledger was opened past LEDGER_ROLLED_BACK and LEDGER_MOVED.
 */
export async function reopenLedger(
  ledger: Ledger,
  reason: string,
  skip: (tx: LedgerTransaction) => Promise<{ readonly skipped: JsonValue; readonly units: number }>,
): Promise<void> {
  const place = await placeOf(ledger.address, ledger.station);
  const memory = await readMemory(ledger.station.folder, ledger.id);
  await ledger.transaction(async (tx) => {
    const [meta, end] = [await readMeta(tx), await endOf(tx)];
    // Above all that this station knows, so that what it remembers of the lost events counts no more.
    const restored = Math.max(timesRestored(meta), memory?.restored ?? 0) + 1;
    await setMeta(tx, 'restored', String(restored));
    await tx.run("DELETE FROM meta WHERE name = 'closed'");
    await setPlace(tx, place);
    await addStation(tx, ledger.id, tx.station, tx.now);
    const { skipped, units } = await skip(tx);
    await setMeta(tx, 'restores', withRestore(meta, { restored, end, units }));
    await tx.addEvent({ kind: 'restored', details: { reason, restored, skipped } });
  });
}

/** Takes the ledger's clock for right. The ledger was opened past CLOCK_SUSPECT. */
export async function acceptClock(ledger: Ledger, reason: string): Promise<void> {
  await ledger.transaction(async (tx) => {
    await tx.run('UPDATE station SET life = $1 WHERE life > $1', tx.now);
    await tx.addEvent({ kind: 'clock', details: { reason, now: tx.now } });
  });
}
