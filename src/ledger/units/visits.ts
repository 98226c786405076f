import { jsonIn, optional, textIn } from '../columns.js';
import type { Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';

/** A presentation of a die that claimed nothing: refused, declined, or read only. */
export interface NewVisit {
  readonly run: string;
  /** Of the die, which may have no unit. */
  readonly uid?: string;
  readonly unit?: number;
  readonly generation?: number;
  readonly stage?: string;
  readonly product: string;
  /** Of the unit, or else of the line. */
  readonly order?: string;
  readonly slot: string;
  readonly operator?: string;
  readonly began: string;
  readonly result: string;
  readonly codes: readonly string[];
}

/** Records a visit without a claim, once by its run: claims and their ends record themselves. */
export async function addVisit(tx: LedgerTransaction, visit: NewVisit): Promise<void> {
  const { run, unit = null, generation = null, stage = null, slot, operator = null } = visit;
  const { product, order = null } = visit;
  const added = await tx.run(
    `INSERT INTO visit (run, unit, generation, stage, station, slot, operator, began, ended, result, codes,
       uid, product, order_number)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (run) DO NOTHING`,
    ...[run, unit, generation, stage, tx.station, slot, operator],
    ...[visit.began, tx.now, visit.result, JSON.stringify(visit.codes)],
    ...[visit.uid ?? null, product, order],
  );
  if (added === 0) return;
  const { uid, result, codes } = visit;
  const details = { result, codes, slot, ...(uid !== undefined && { uid }) };
  await tx.addEvent({ kind: 'visit', run, ...(unit !== null && { unit }), details });
}

/** A visit as the ledger keeps it, without what it claimed. */
export interface KnownVisit {
  readonly run: string;
  readonly stage?: string;
  readonly station: string;
  readonly slot: string;
  readonly operator?: string;
  readonly began: string;
  readonly ended?: string;
  /** `verified`, `failed`, `late`, or the result of a visit without a claim; none while it is open. */
  readonly result?: string;
  readonly codes: readonly string[];
}

/** The visits of a unit by their begin. */
export async function visitsOf(tx: Transaction, unit: number): Promise<readonly KnownVisit[]> {
  const rows = await tx.all('SELECT * FROM visit WHERE unit = $1 ORDER BY began, run', unit);
  return rows.map((row) => ({
    run: textIn(row, 'run'),
    ...optional('stage', row, 'stage', textIn),
    station: textIn(row, 'station'),
    slot: textIn(row, 'slot'),
    ...optional('operator', row, 'operator', textIn),
    began: textIn(row, 'began'),
    ...optional('ended', row, 'ended', textIn),
    ...optional('result', row, 'result', textIn),
    codes: row.codes === null ? [] : jsonIn<string[]>(row, 'codes'),
  }));
}
