import { numberIn, textIn } from './columns.js';
import type { Query, Row, Transaction } from './database.js';
import { firstHash } from './event-hash.js';
import type { LedgerTransaction } from './ledger-transaction.js';
import type { Head } from './memory.js';

/** Adds the row of a station, where there is none. */
export async function addStation(
  tx: Transaction,
  ledger: string,
  station: string,
  now: string,
): Promise<void> {
  await tx.run(
    'INSERT INTO station (id, events, head, life) VALUES ($1, 0, $2, $3) ON CONFLICT (id) DO NOTHING',
    station,
    firstHash(ledger, station),
    now,
  );
}

/** Says that a station lives. Its last life never goes back, since it shows a clock that does. */
export async function showLife(tx: LedgerTransaction): Promise<void> {
  await tx.run('UPDATE station SET life = $2 WHERE id = $1 AND life < $2', tx.station, tx.now);
}

/** Whether a station has shown life within the last minute by the ledger's clock, so that its claims are live. */
export async function isStationAlive(tx: LedgerTransaction, station: string): Promise<boolean> {
  const row = await tx.get('SELECT life FROM station WHERE id = $1', station);
  return row !== undefined && Date.parse(tx.now) - Date.parse(textIn(row, 'life')) < aliveMs;
}

const aliveMs = 60_000;

/** The last event of each station, or of one. A station without events has number 0. */
export async function headsIn(tx: Transaction, station?: string): Promise<ReadonlyMap<string, Head>> {
  return headsOf(await tx.all(...headsQuery(station)));
}

export function headsQuery(station?: string): Query {
  const all = 'SELECT id, events, head FROM station';
  return station === undefined ? [all] : [`${all} WHERE id = $1`, station];
}

export function headsOf(rows: readonly Row[]): ReadonlyMap<string, Head> {
  return new Map(
    rows.map((row) => [textIn(row, 'id'), { n: numberIn(row, 'events'), hash: textIn(row, 'head') }]),
  );
}
