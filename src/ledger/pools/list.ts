import { type JsonValue, OtpforgeError } from '../../errors/index.js';
import { count as counted } from '../../text/plural.js';
import { bytesIn, jsonIn, numberIn, textIn } from '../columns.js';
import type { Row, Transaction } from '../database.js';
import { inParts, maximumParams } from '../in-parts.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { Holder } from './draw.js';
import { owedRows, oweRows } from './owed-rows.js';

/** A row of a list of units. */
export interface ListRow {
  /** The keyed hash of its unique column. */
  readonly mac: Uint8Array;
  /** Its cells; secret ones sealed. */
  readonly cells: JsonValue;
  /** The unit that has its value already, which alone gets it. */
  readonly owner?: Holder;
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
  const fresh = await freshRows(tx, list, rows);
  const last = await tx.get('SELECT coalesce(max(n), 0) AS n FROM list_row WHERE list = $1', list);
  const first = (last ? numberIn(last, 'n') : 0) + 1;
  await tx.insert(
    'list_row',
    ['list', 'n', 'mac', 'cells', 'unit', 'generation'],
    fresh.map(({ mac, cells, owner }, index) => [
      ...[list, first + index, mac, JSON.stringify(cells)],
      ...[owner?.unit ?? null, owner?.generation ?? null],
    ]),
  );
  if (fresh.length === 0) return 0;
  await tx.addEvent({ kind: 'load', details: { list, first, count: fresh.length } });
  const owed = await owedRows(tx, list);
  if (owed > 0) await oweRows(tx, list, -(await skipRows(tx, list, owed, 'lost: loaded again', first)));
  return fresh.length;
}

/** Those of some rows that a list does not have yet. */
export async function freshRows(
  tx: Transaction,
  list: string,
  rows: readonly ListRow[],
): Promise<readonly ListRow[]> {
  const known = new Set<string>();
  for (const some of inParts(rows, maximumParams)) {
    const macs = some.map((_, index) => `$${index + 2}`);
    const found = await tx.all(
      `SELECT mac FROM list_row WHERE list = $1 AND mac IN (${macs})`,
      ...[list, ...some.map(({ mac }) => mac)],
    );
    for (const row of found) known.add(hexOf(bytesIn(row, 'mac')));
  }
  return rows.filter(({ mac }) => !known.has(hexOf(mac)));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Refuses, before the first row is drawn, a list that has too few of them. Errors: POOL_EMPTY. */
export async function requireRows(tx: Transaction, list: string, count: number): Promise<void> {
  const { free } = await listState(tx, list);
  if (free >= count) return;
  throw new OtpforgeError('POOL_EMPTY', {
    message: `list ${list} has ${counted(free, 'free row')}, and ${count} ${count === 1 ? 'is' : 'are'} asked for; no value was given out`,
    remedy: 'Load more rows by otpforge ledger load, or ask for fewer units.',
    details: { pool: list, count, left: free },
  });
}

/**
 * Gives a unit the first free row of a list, or the one with this key, which may be its own already; returns its cells. Errors: POOL_EMPTY,
 * IDENTITY_TAKEN.
 */
export async function drawRow(
  tx: LedgerTransaction,
  list: string,
  { unit, generation }: Holder,
  mac?: Uint8Array,
): Promise<{ readonly n: number; readonly cells: JsonValue }> {
  const row = mac
    ? await keyedRow(tx, list, mac, { unit, generation })
    : await tx.get('SELECT n, cells FROM list_row WHERE list = $1 AND unit IS NULL ORDER BY n LIMIT 1', list);
  if (!row) throw noRow(list, mac !== undefined);
  const n = numberIn(row, 'n');
  await giveRow(tx, list, n, { unit, generation });
  return { n, cells: jsonIn<JsonValue>(row, 'cells') };
}

async function keyedRow(
  tx: Transaction,
  list: string,
  mac: Uint8Array,
  holder: Holder,
): Promise<Row | undefined> {
  const row = await tx.get('SELECT * FROM list_row WHERE list = $1 AND mac = $2', list, mac);
  const isOwn = row?.unit === holder.unit && row.generation === holder.generation;
  if (row && row.unit !== null && !isOwn) throw rowTaken(list, row);
  return row?.cells === null ? undefined : row;
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
  // Rows are numbered from 1 without a gap, so the used ones need not be read.
  const row = await tx.get(
    `SELECT (SELECT coalesce(max(n), 0) FROM list_row WHERE list = $1) AS total,
       (SELECT count(*) FROM list_row WHERE list = $1 AND unit IS NULL) AS free`,
    list,
  );
  return row ? { rows: numberIn(row, 'total'), free: numberIn(row, 'free') } : { rows: 0, free: 0 };
}

/** The lists that have rows. */
export async function lists(tx: LedgerTransaction): Promise<readonly string[]> {
  const rows = await tx.all('SELECT DISTINCT list FROM list_row ORDER BY list');
  return rows.map((row) => textIn(row, 'list'));
}

/** All rows of a list; the cells of one that is out of it are null. */
export async function listRows(
  tx: Transaction,
  list: string,
): Promise<readonly { readonly n: number; readonly cells: JsonValue; readonly isFree: boolean }[]> {
  const rows = await tx.all('SELECT n, cells, unit FROM list_row WHERE list = $1 ORDER BY n', list);
  return rows.map((row) => ({
    n: numberIn(row, 'n'),
    cells: row.cells === null ? null : jsonIn<JsonValue>(row, 'cells'),
    isFree: row.unit === null,
  }));
}

/** Takes the next free rows of a list from number `from` on out of it for good, with what they hold. Returns how many. */
export async function skipRows(
  tx: LedgerTransaction,
  list: string,
  count: number,
  reason: string,
  from = 1,
): Promise<number> {
  const skipped = await tx.run(
    `${skipping} AND n IN
       (SELECT n FROM list_row WHERE list = $1 AND unit IS NULL AND n >= $3 ORDER BY n LIMIT $2)`,
    ...[list, count, from],
  );
  if (skipped > 0) await tx.addEvent({ kind: 'skip', details: { list, count: skipped, reason } });
  return skipped;
}

/** The same with free rows by their numbers. */
export async function skipTheseRows(
  tx: LedgerTransaction,
  list: string,
  rows: readonly number[],
  reason: string,
): Promise<void> {
  if (rows.length === 0) return;
  for (const some of inParts(rows, maximumParams))
    await tx.run(`${skipping} AND n IN (${some.map((_, index) => `$${index + 2}`)})`, ...[list, ...some]);
  await tx.addEvent({ kind: 'skip', details: { list, count: rows.length, reason } });
}

// No unit has the number 0.
const skipping = 'UPDATE list_row SET unit = 0, generation = 0, cells = NULL WHERE list = $1';

function noRow(list: string, byKey: boolean): OtpforgeError {
  return new OtpforgeError('POOL_EMPTY', {
    message: `list ${list} has no ${byKey ? 'row with this value' : 'free row left'}`,
    remedy: 'Load more rows by otpforge ledger load.',
    details: { pool: list },
  });
}

function rowTaken(list: string, row: Row): OtpforgeError {
  const [n, unit] = [numberIn(row, 'n'), numberIn(row, 'unit')];
  const why = unit === 0 ? 'counts as lost since a restore' : `is that of unit ${unit}`;
  return new OtpforgeError('IDENTITY_TAKEN', {
    message: `row ${n} of list ${list}, which has this value, ${why}; no value was given out`,
    remedy: 'Two dies must not get one value. Find out which unit the label belongs to.',
    details: { pool: list, row: n, unit },
  });
}
