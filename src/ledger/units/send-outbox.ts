import type { Ledger } from '../ledger.js';
import { markSent, outboxAfter, type PendingRow, pendingOutbox } from './outbox.js';

export interface Sent {
  /** Rows that were written. */
  readonly rows: number;
  /** Those of them that had not been sent before. */
  readonly fresh: number;
}

/**
 * Hands the rows of the outbox to `write`, the oldest first, and marks them as sent when it has returned: what is
 * interrupted in between is written again. With `all` those that were sent before are written too. Errors: those of `write`.
 */
export async function sendOutbox(
  ledger: Pick<Ledger, 'transaction'>,
  all: boolean,
  write: (rows: readonly PendingRow[]) => Promise<void>,
): Promise<Sent> {
  let sent = { rows: 0, fresh: 0 };
  for (let after = 0; ; ) {
    const rows = await ledger.transaction((tx) =>
      all ? outboxAfter(tx, after, blockSize) : pendingOutbox(tx, blockSize),
    );
    const last = rows.at(-1);
    if (!last) return sent;
    await write(rows);
    const fresh = await markAll(ledger, rows);
    sent = { rows: sent.rows + rows.length, fresh: sent.fresh + fresh };
    after = last.id;
  }
}

const blockSize = 500;

function markAll(ledger: Pick<Ledger, 'transaction'>, rows: readonly PendingRow[]): Promise<number> {
  return ledger.transaction(async (tx) => {
    let fresh = 0;
    for (const { id } of rows) if (await markSent(tx, id)) fresh += 1;
    if (fresh > 0) {
      const [first = 0, last = 0] = [rows[0]?.id, rows.at(-1)?.id];
      await tx.addEvent({ kind: 'sent', details: { first, last, count: fresh } });
    }
    return fresh;
  });
}
