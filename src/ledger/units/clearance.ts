import { jsonIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';

/** What the station's last line clearance of a product was made for. */
export async function lastClearance(
  tx: LedgerTransaction,
  product: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const rows = await tx.all(
    "SELECT details FROM event WHERE station = $1 AND kind = 'clearance' ORDER BY n DESC LIMIT 20",
    tx.station,
  );
  return rows
    .map((row) => jsonIn<Readonly<Record<string, unknown>>>(row, 'details'))
    .find((details) => details.product === product);
}
