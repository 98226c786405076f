import { textIn } from './columns.js';
import type { Transaction } from './database.js';
import { endOf, type LedgerEnd } from './ledger-end.js';
import type { Head, Memory } from './memory.js';
import { type Meta, timesRestored } from './meta.js';
import { restoresAfter } from './restores.js';

/** What was in a ledger and is missing in it, at least. */
export interface Lost {
  /** Events, by station. */
  readonly events: Readonly<Record<string, number>>;
  readonly units: number;
}

export const nothingLost: Lost = { events: {}, units: 0 };

/** How many units may have got values in it: each event may have given out some, and that of a batch all of its units'. */
export function unitsOf({ events, units }: Lost): number {
  const sum = Object.values(events).reduce((all, each) => all + each, 0);
  return Math.max(sum, units);
}

/** What two stations know together. */
export function mostLost(one: Lost, other: Lost): Lost {
  const stations = [...new Set([...Object.keys(one.events), ...Object.keys(other.events)])].toSorted();
  const most = (station: string) => Math.max(one.events[station] ?? 0, other.events[station] ?? 0);
  return {
    events: Object.fromEntries(stations.map((station) => [station, most(station)])),
    units: Math.max(one.units, other.units),
  };
}

/** What a station remembers and the ledger does not have, but for the units that were skipped since. */
export async function lostOf(tx: Transaction, meta: Meta, memory: Memory | undefined): Promise<Lost> {
  if (!memory) return nothingLost;
  if (memory.restored >= timesRestored(meta)) return lostSince(tx, memory, await endOf(tx));
  const restores = restoresAfter(meta, memory.restored);
  const [first] = restores;
  if (!first) return nothingLost;
  const lost = unitsOf(await lostSince(tx, memory, first.end));
  const skipped = restores.reduce((all, { units }) => all + units, 0);
  return { events: {}, units: Math.max(0, lost - skipped) };
}

async function lostSince(tx: Transaction, { heads, units = 0 }: Memory, end: LedgerEnd): Promise<Lost> {
  const events: Record<string, number> = {};
  for (const [station, seen] of Object.entries(heads)) {
    const head = end.heads[station];
    // A chain that went on otherwise lost one at least.
    if (!(await hasEvent(tx, station, seen, head))) events[station] = Math.max(1, seen.n - (head?.n ?? 0));
  }
  return { events, units: Math.max(0, units - end.units) };
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
