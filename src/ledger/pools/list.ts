import { type JsonValue, OtpforgeError } from '../../errors/index.js';
import { bytesIn, jsonIn, numberIn, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import { inParts, insertRows, maximumParams } from '../insert-rows.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { Holder } from './draw.js';
import { owedRows, oweRows } from './owed-rows.js';

/** A row of a list of units. */
export interface ListRow {
  /** The keyed hash of its unique column. */
  readonly mac: Uint8Array;
  /** Its cells; secret ones sealed. */
  readonly cells: JsonValue;
}

/**
 * Loads rows behind those that a list has; rows that it has already are left out. Returns how many were new, with those that
 * the list owed, which no unit gets.
 */
export async function loadList(
  tx: LedgerTransaction,
  list: string,
  rows: readonly ListRow[],
): Promise<number> {
  const known = new Set<string>();
  for (const some of inParts(rows, maximumParams)) {
    const macs = some.map((_, index) => `$${index + 2}`);
    const found = await tx.all(
      `SELECT mac FROM list_row WHERE list = $1 AND mac IN (${macs})`,
      ...[list, ...some.map(({ mac }) => mac)],
    );
    for (const row of found) known.add(hexOf(bytesIn(row, 'mac')));
  }
  const fresh = rows.filter(({ mac }) => !known.has(hexOf(mac)));
  const last = await tx.get('SELECT coalesce(max(n), 0) AS n FROM list_row WHERE list = $1', list);
  const first = (last ? numberIn(last, 'n') : 0) + 1;
  await insertRows(
    tx,
    'list_row',
    ['list', 'n', 'mac', 'cells'],
    fresh.map(({ mac, cells }, index) => [list, first + index, mac, JSON.stringify(cells)]),
  );
  if (fresh.length === 0) return 0;
  await tx.addEvent({ kind: 'load', details: { list, first, count: fresh.length } });
  const owed = await owedRows(tx, list);
  if (owed > 0) await oweRows(tx, list, -(await skipRows(tx, list, owed, 'lost: loaded again', first)));
  return fresh.length;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Gives a unit the first free row of a list, or the one with this key; returns its cells. Errors: POOL_EMPTY. */
export async function drawRow(
  tx: LedgerTransaction,
  list: string,
  { unit, generation }: Holder,
  mac?: Uint8Array,
): Promise<{ readonly n: number; readonly cells: JsonValue }> {
  const row = mac
    ? await tx.get(
        'SELECT n, cells FROM list_row WHERE list = $1 AND mac = $2 AND unit IS NULL',
        ...[list, mac],
      )
    : await tx.get('SELECT n, cells FROM list_row WHERE list = $1 AND unit IS NULL ORDER BY n LIMIT 1', list);
  if (!row) throw noRow(list, mac !== undefined);
  const n = numberIn(row, 'n');
  await giveRow(tx, list, n, { unit, generation });
  return { n, cells: jsonIn<JsonValue>(row, 'cells') };
}

/** Hands a row to the unit that has its value already, so that nobody else is given it. */
export async function giveRow(
  tx: LedgerTransaction,
  list: string,
  n: number,
  { unit, generation }: Holder,
): Promise<void> {
  await tx.run(
    'UPDATE list_row SET unit = $1, generation = $2 WHERE list = $3 AND n = $4',
    ...[unit, generation, list, n],
  );
}

/** How many rows a list has, and how many of them are free. */
export async function listState(
  tx: Transaction,
  list: string,
): Promise<{ readonly rows: number; readonly free: number }> {
  const row = await tx.get(
    'SELECT count(*) AS total, count(unit) AS used FROM list_row WHERE list = $1',
    list,
  );
  const [rows, used] = row ? [numberIn(row, 'total'), numberIn(row, 'used')] : [0, 0];
  return { rows, free: rows - used };
}

/** The lists that have rows. */
export async function lists(tx: LedgerTransaction): Promise<readonly string[]> {
  const rows = await tx.all('SELECT DISTINCT list FROM list_row ORDER BY list');
  return rows.map((row) => textIn(row, 'list'));
}

/** Takes the next free rows of a list from number `from` on out of it for good, with what they hold. Returns how many. */
export async function skipRows(
  tx: LedgerTransaction,
  list: string,
  count: number,
  reason: string,
  from = 1,
): Promise<number> {
  // No unit has the number 0.
  const skipped = await tx.run(
    `UPDATE list_row SET unit = 0, generation = 0, cells = NULL WHERE list = $1 AND n IN
       (SELECT n FROM list_row WHERE list = $1 AND unit IS NULL AND n >= $3 ORDER BY n LIMIT $2)`,
    ...[list, count, from],
  );
  if (skipped > 0) await tx.addEvent({ kind: 'skip', details: { list, count: skipped, reason } });
  return skipped;
}

function noRow(list: string, byKey: boolean): OtpforgeError {
  return new OtpforgeError('POOL_EMPTY', {
    message: `list ${list} has no free row${byKey ? ' with this key' : ' left'}`,
    remedy: 'Load more rows by otpforge ledger load.',
    details: { pool: list },
  });
}
