import { textIn } from './columns.js';
import type { Transaction } from './database.js';
import { endOf, type LedgerEnd } from './ledger-end.js';
import type { Head, Memory } from './memory.js';

/**
 * How many units got values in what a station remembers and the ledger does not have, at least. Each event may have given out
 * values, and that of a batch has those of all its units.
 */
export async function lostUnits(tx: Transaction, memory: Memory | undefined): Promise<number> {
  return memory ? lostSince(tx, memory, await endOf(tx)) : 0;
}

async function lostSince(tx: Transaction, { heads, units = 0 }: Memory, end: LedgerEnd): Promise<number> {
  let events = 0;
  for (const [station, seen] of Object.entries(heads)) {
    const head = end.heads[station];
    // A chain that went on otherwise lost one at least.
    if (!(await hasEvent(tx, station, seen, head))) events += Math.max(1, seen.n - (head?.n ?? 0));
  }
  return Math.max(events, units - end.units);
}

/** Whether the chain of a station, which ends with `head`, has an event. */
export async function hasEvent(
  tx: Transaction,
  station: string,
  seen: Head,
  head: Head | undefined,
): Promise<boolean> {
  if (!head || head.n < seen.n) return false;
  if (head.n === seen.n) return head.hash === seen.hash;
  if (seen.n === 0) return true;
  const row = await tx.get('SELECT hash FROM event WHERE station = $1 AND n = $2', station, seen.n);
  return row !== undefined && textIn(row, 'hash') === seen.hash;
}
