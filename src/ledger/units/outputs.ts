import { numberIn, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { readMeta, timesRestored } from '../meta.js';
import { type PendingRow, pendingRow } from './outbox.js';

/** An output of the lines of a product. */
export interface OutputKey {
  readonly product: string;
  readonly name: string;
  /** Of one that each station has for itself; the empty text where all stations send as one. */
  readonly station: string;
}

/** A row of the outbox on its way to an output. */
export interface OutputRow extends PendingRow {
  /** It may have been sent before. */
  readonly repeat: boolean;
}

export interface OutputTurn {
  /** Rows at most. */
  readonly limit: number;
  /** How long other stations leave the output alone, unless it is given back before. */
  readonly leaseMs: number;
}

/**
 * The next rows of a product that an output has not got, the oldest first; undefined while another station sends. From now on they
 * count as tried. What is found must be given back by giveOutput.
 */
export async function takeOutput(
  tx: LedgerTransaction,
  key: OutputKey,
  { limit, leaseMs }: OutputTurn,
): Promise<readonly OutputRow[] | undefined> {
  const { sent, tried, holder, until } = await outputIn(tx, key);
  if (holder !== undefined && holder !== tx.station && until > tx.now) return undefined;
  const found = await tx.all(
    `SELECT o.* FROM outbox o JOIN unit u ON u.id = o.unit
     WHERE o.id > $1 AND u.product = $2 ORDER BY o.id LIMIT $3`,
    ...[sent, key.product, limit],
  );
  const rows = found.map(pendingRow);
  const last = rows.at(-1)?.id;
  if (last === undefined) {
    await passOthers(tx, key, sent);
    return [];
  }
  await tx.run(
    `UPDATE output SET tried = $1, holder = $2, until = $3 WHERE ${ofKey(4)}`,
    ...[Math.max(tried, last), tx.station, new Date(Date.parse(tx.now) + leaseMs).toISOString()],
    ...placeOf(key),
  );
  return rows.map((row) => ({ ...row, repeat: row.id <= tried }));
}

/** Rows of other products are not looked at again and again. */
async function passOthers(tx: LedgerTransaction, key: OutputKey, sent: number): Promise<void> {
  const last = await lastRow(tx);
  if (last <= sent) return;
  await tx.run(
    `UPDATE output SET sent = $1, tried = CASE WHEN tried < $1 THEN $1 ELSE tried END WHERE ${ofKey(2)}`,
    ...[last, ...placeOf(key)],
  );
}

/** Gives an output back, which has got the rows up to one; undefined for none of them. */
export async function giveOutput(
  tx: LedgerTransaction,
  key: OutputKey,
  last: number | undefined,
): Promise<void> {
  // Another station may have gone on behind this one's back.
  await tx.run(
    `UPDATE output SET sent = CASE WHEN sent < $1 THEN $1 ELSE sent END,
       holder = CASE WHEN holder = $2 THEN NULL ELSE holder END WHERE ${ofKey(3)}`,
    ...[last ?? 0, tx.station],
    ...placeOf(key),
  );
}

/** Rows that an output has not got. */
export async function pendingOf(tx: Transaction, key: OutputKey): Promise<number> {
  const row = await tx.get(
    `SELECT count(*) AS pending FROM outbox o JOIN unit u ON u.id = o.unit
     WHERE u.product = $1 AND o.id > coalesce((SELECT sent FROM output WHERE ${ofKey(2)}), 0)`,
    ...[key.product, ...placeOf(key)],
  );
  return row ? numberIn(row, 'pending') : 0;
}

interface OutputState {
  readonly sent: number;
  readonly tried: number;
  readonly holder?: string;
  readonly until: string;
}

async function outputIn(tx: LedgerTransaction, key: OutputKey): Promise<OutputState> {
  const restored = timesRestored(await readMeta(tx));
  const row = await tx.get(`SELECT * FROM output WHERE ${ofKey(1)}`, ...placeOf(key));
  if (!row) {
    // The ledger may have had this output when it was in a later state.
    const tried = restored > 0 ? await lastRow(tx) : 0;
    await tx.run(
      `INSERT INTO output (product, name, station, sent, tried, restored)
       VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (product, name, station) DO NOTHING`,
      ...[...placeOf(key), tried, restored],
    );
    return { sent: 0, tried, until: '' };
  }
  return {
    sent: numberIn(row, 'sent'),
    tried:
      numberIn(row, 'restored') < restored ? await triedBehind(tx, key, restored) : numberIn(row, 'tried'),
    ...(row.holder !== null && { holder: textIn(row, 'holder') }),
    until: row.until === null ? '' : textIn(row, 'until'),
  };
}

/** A ledger that was put back to an older state does not know which of its rows were sent: all may have been. */
async function triedBehind(tx: LedgerTransaction, key: OutputKey, restored: number): Promise<number> {
  const last = await lastRow(tx);
  await tx.run(
    `UPDATE output SET restored = $1, tried = $2 WHERE ${ofKey(3)}`,
    ...[restored, last, ...placeOf(key)],
  );
  return last;
}

async function lastRow(tx: LedgerTransaction): Promise<number> {
  const row = await tx.get('SELECT coalesce(max(id), 0) AS last FROM outbox');
  return row ? numberIn(row, 'last') : 0;
}

function placeOf({ product, name, station }: OutputKey): readonly string[] {
  return [product, name, station];
}

/** The condition for a key whose parameters begin with a number. */
function ofKey(first: number): string {
  return `product = $${first} AND name = $${first + 1} AND station = $${first + 2}`;
}
