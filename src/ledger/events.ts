import { numberIn, textIn } from './columns.js';
import type { Row, Transaction } from './database.js';
import { eventHash, firstHash, type HashedEvent } from './event-hash.js';
import type { NewEvent } from './ledger-transaction.js';
import type { Head } from './memory.js';

/** An event as the ledger keeps it. */
export interface LedgerEvent extends HashedEvent {
  readonly hash: string;
}

/**
 * Adds an event to the chain of a station, whose row must be there, and returns where the chain ends now. `time` is by the
 * ledger's clock.
 */
export async function addEvent(
  tx: Transaction,
  station: string,
  time: string,
  { kind, unit = null, run = null, details }: EventOf,
): Promise<Head> {
  const row = await tx.get('SELECT events, head FROM station WHERE id = $1', station);
  if (!row) throw new Error(`the ledger has no station ${station}`);
  const event = {
    ...{ station, time, kind, unit, run },
    n: numberIn(row, 'events') + 1,
    details: JSON.stringify(details),
  };
  const hash = eventHash(textIn(row, 'head'), event);
  // First, since it is where two processes of a station meet.
  await tx.run(
    'UPDATE station SET events = $2, head = $3, life = CASE WHEN life < $4 THEN $4 ELSE life END WHERE id = $1',
    station,
    event.n,
    hash,
    time,
  );
  await tx.run(
    'INSERT INTO event (station, n, time, kind, unit, run, details, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    ...[station, event.n, time, kind, unit, run, event.details, hash],
  );
  return { n: event.n, hash };
}

type EventOf = Omit<NewEvent, 'unit' | 'lastUnit' | 'run'> & {
  readonly unit?: number | null;
  readonly run?: string | null;
};

/** The events of a station after its event `after`, at most `count` of them. */
export async function eventsOf(
  tx: Transaction,
  station: string,
  after: number,
  count: number,
): Promise<readonly LedgerEvent[]> {
  const rows = await tx.all(
    'SELECT * FROM event WHERE station = $1 AND n > $2 ORDER BY n LIMIT $3',
    station,
    after,
    count,
  );
  return rows.map(eventIn);
}

/** The events of a unit by their time. */
export async function eventsOfUnit(tx: Transaction, unit: number): Promise<readonly LedgerEvent[]> {
  return (await tx.all('SELECT * FROM event WHERE unit = $1 ORDER BY time, station, n', unit)).map(eventIn);
}

/** What is wrong with the chains of all stations, by station and number; empty when each event follows the one before. */
export async function brokenChains(tx: Transaction, ledger: string): Promise<readonly BrokenChain[]> {
  const stations = await tx.all('SELECT id, events, head FROM station ORDER BY id');
  const broken: BrokenChain[] = [];
  for (const row of stations) {
    const n = await firstBroken(tx, firstHash(ledger, textIn(row, 'id')), row);
    if (n !== undefined) broken.push({ station: textIn(row, 'id'), n });
  }
  return broken;
}

/** The first event of a station that is missing, changed or one too many. */
export interface BrokenChain {
  readonly station: string;
  readonly n: number;
}

async function firstBroken(tx: Transaction, first: string, row: Row): Promise<number | undefined> {
  const [station, last, head] = [textIn(row, 'id'), numberIn(row, 'events'), textIn(row, 'head')];
  let [n, hash] = [0, first];
  for (;;) {
    const page = await eventsOf(tx, station, n, pageSize);
    for (const event of page) {
      if (event.n !== n + 1 || event.n > last || event.hash !== eventHash(hash, event)) return n + 1;
      [n, hash] = [event.n, event.hash];
    }
    if (page.length < pageSize) return n === last && hash === head ? undefined : n + 1;
  }
}

const pageSize = 1_000;

function eventIn(row: Row): LedgerEvent {
  return {
    station: textIn(row, 'station'),
    n: numberIn(row, 'n'),
    time: textIn(row, 'time'),
    kind: textIn(row, 'kind'),
    unit: row.unit === null ? null : numberIn(row, 'unit'),
    run: row.run === null ? null : textIn(row, 'run'),
    details: textIn(row, 'details'),
    hash: textIn(row, 'hash'),
  };
}
