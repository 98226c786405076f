import type { Transaction } from './database.js';
import { type Lost, mostLost, nothingLost } from './lost.js';
import { type Meta, setMeta } from './meta.js';

/** Why a ledger is closed, and what the stations that closed it know to be missing. */
export interface Closed {
  readonly why: string;
  readonly lost: Lost;
}

/** Undefined for a ledger that is open. */
export function closedIn(meta: Meta): Closed | undefined {
  const text = meta.get('closed');
  if (text === undefined) return undefined;
  // An older otpforge wrote the reason alone.
  return text.startsWith('{') ? (JSON.parse(text) as Closed) : { why: text, lost: nothingLost };
}

/** Closes a ledger, or adds what this station knows to one that is closed. */
export async function setClosed(tx: Transaction, meta: Meta, { why, lost }: Closed): Promise<void> {
  const first = closedIn(meta);
  const closed = first ? { why: first.why, lost: mostLost(first.lost, lost) } : { why, lost };
  await setMeta(tx, 'closed', JSON.stringify(closed));
}
