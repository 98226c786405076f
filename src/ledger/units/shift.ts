import { jsonIn, optional, textIn } from '../columns.js';
import type { Param, Row, Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { type EndedVisit, numbersOf, type ShiftNumbers } from './shift-numbers.js';

export interface ShiftScope {
  /** The visits that ended from this time on, and before `to`, which is now unless given. */
  readonly from: Date;
  readonly to?: Date;
  readonly product?: string;
  /** Of the layout: a die is new where it is first seen at this stage. */
  readonly stage?: string;
  /** Dies whose first visit was there, and visits that were there. */
  readonly station?: string;
  readonly slot?: string;
  readonly order?: string;
}

/** The numbers of a shift. It reads the visits of the window and the first ones of their dies, however large the ledger is. */
export async function shiftNumbers(tx: LedgerTransaction, scope: ShiftScope): Promise<ShiftNumbers> {
  const [from, to] = [scope.from.toISOString(), scope.to?.toISOString() ?? tx.now];
  const rows = await tx.all(
    `SELECT v.* FROM visit v WHERE v.ended >= $1 AND v.ended < $2 AND ${within('v', 3)} AND ${ofDiesAt('v', 5)}
     ORDER BY v.ended, v.began, v.run`,
    ...[from, to, ...wanted(scope)],
  );
  const known = await knownBefore(tx, scope, from, to);
  return numbersOf(rows.map(endedVisit), { ...scope, from, to, known });
}

/** Dies of the window that had a visit before it. */
async function knownBefore(
  tx: Transaction,
  scope: ShiftScope,
  from: string,
  to: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.all(
    `SELECT DISTINCT v.uid FROM visit v JOIN visit e ON e.uid = v.uid AND e.ended < $1
     WHERE v.ended >= $1 AND v.ended < $2 AND ${within('v', 3)} AND ${within('e', 3)}
     AND ${ofDiesAt('v', 5)}`,
    ...[from, to, ...wanted(scope)],
  );
  return new Set(rows.map((row) => textIn(row, 'uid')));
}

/** PostgreSQL wants to know the type of a parameter. */
function within(table: string, first: number): string {
  const [product, stage] = [`CAST($${first} AS TEXT)`, `CAST($${first + 1} AS TEXT)`];
  return `(${product} IS NULL OR ${table}.product = ${product}) AND (${stage} IS NULL OR coalesce(${table}.stage, '') = ${stage})`;
}

/** Visits of a station, and those elsewhere of the dies that it had: where a die was first decides who counts it. */
function ofDiesAt(table: string, at: number): string {
  const station = `CAST($${at} AS TEXT)`;
  return `(${station} IS NULL OR ${table}.station = ${station} OR ${table}.uid IN (
      SELECT w.uid FROM visit w WHERE w.ended >= $1 AND w.ended < $2 AND w.station = ${station}))`;
}

function wanted({ product, stage, station }: ShiftScope): readonly Param[] {
  return [product ?? null, stage ?? null, station ?? null];
}

function endedVisit(row: Row): EndedVisit {
  return {
    ...optional('uid', row, 'uid', textIn),
    ...optional('order', row, 'order_number', textIn),
    stage: row.stage === null ? '' : textIn(row, 'stage'),
    station: textIn(row, 'station'),
    slot: textIn(row, 'slot'),
    began: Date.parse(textIn(row, 'began')),
    ended: Date.parse(textIn(row, 'ended')),
    result: row.result === null ? '' : textIn(row, 'result'),
    codes: row.codes === null ? [] : jsonIn<string[]>(row, 'codes'),
  };
}
