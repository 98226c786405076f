import { numberIn, optional, textIn } from '../columns.js';
import type { Param, Row, Transaction } from '../database.js';
import type { StageState } from './states.js';

/** A unit as it is reported to a customer: nothing of its secrets. */
export interface ReportedUnit {
  readonly unit: number;
  readonly uid?: string;
  readonly order?: string;
  readonly batch?: string;
  /** Of the stage that is furthest from verified. */
  readonly state: StageState;
  /** Public values by field. */
  readonly values: ReadonlyMap<string, string>;
  /** When the ledger got to know it, and when its state last changed. */
  readonly created: string;
  readonly changed: string;
  /** Who verified it. */
  readonly operator?: string;
  /** The unit that it replaces. */
  readonly replaces?: number;
  readonly replacedBy?: number;
}

export interface ReportScope {
  readonly product: string;
  readonly order?: string;
  /** Of its layout: a unit that one is missing of is `reserved`. The empty stage is all of them. */
  readonly stages?: readonly string[];
}

/** The units of a product, or of one of its orders, by their number; those whose values were taken back are left out. */
export async function unitsForReport(
  tx: Transaction,
  { product, order, stages: wanted = [] }: ReportScope,
): Promise<readonly ReportedUnit[]> {
  const where = order === undefined ? 'u.product = $1' : 'u.product = $1 AND u.order_number = $2';
  const params: readonly Param[] = order === undefined ? [product] : [product, order];
  const joined = (columns: string, table: string, also: string) =>
    tx.all(
      `SELECT ${columns} FROM ${table} t JOIN unit u ON u.id = t.unit AND u.generation = t.generation
       WHERE ${where} AND ${also}`,
      ...params,
    );
  const units = await tx.all(`SELECT u.* FROM unit u WHERE ${where} ORDER BY u.id`, ...params);
  const stages = byUnit(await joined('t.unit, t.stage, t.state, t.changed', 'stage', 'true'));
  const values = byUnit(
    await joined(
      't.unit, t.field, t.plain',
      'value',
      't.part = 0 AND t.plain IS NOT NULL AND t.sealed IS NULL',
    ),
  );
  const visits = byUnit(
    await joined('t.unit, t.operator, t.ended', 'visit', "t.result = 'verified' AND t.operator IS NOT NULL"),
  );
  const replacements = new Map(
    (await tx.all('SELECT id, replaces FROM unit WHERE replaces IS NOT NULL')).map((row) => [
      numberIn(row, 'replaces'),
      numberIn(row, 'id'),
    ]),
  );
  return units.flatMap((row) => {
    const id = numberIn(row, 'id');
    const own = { stages: stages.get(id) ?? [], values: values.get(id) ?? [], visits: visits.get(id) ?? [] };
    const found = reportedUnit(row, own, wanted, replacements.get(id));
    return found.state === 'released' ? [] : [found];
  });
}

interface OwnRows {
  readonly stages: readonly Row[];
  readonly values: readonly Row[];
  readonly visits: readonly Row[];
}

function reportedUnit(
  row: Row,
  { stages, values, visits }: OwnRows,
  wanted: readonly string[],
  replacedBy: number | undefined,
): ReportedUnit {
  const created = textIn(row, 'created');
  const states = stages.map((stage) => textIn(stage, 'state') as StageState);
  const isMissing = wanted.some((name) =>
    stages.every((stage) => !['', name].includes(textIn(stage, 'stage'))),
  );
  if (isMissing && states.some((state) => state !== 'released')) states.push('reserved');
  const last = visits.toSorted((a, b) => (textIn(a, 'ended') < textIn(b, 'ended') ? 1 : -1))[0];
  return {
    unit: numberIn(row, 'id'),
    ...optional('uid', row, 'uid', textIn),
    ...optional('order', row, 'order_number', textIn),
    ...optional('batch', row, 'batch', textIn),
    state: worst.find((state) => states.includes(state)) ?? 'reserved',
    values: new Map(values.map((value) => [textIn(value, 'field'), textIn(value, 'plain')])),
    created,
    changed:
      stages
        .map((stage) => textIn(stage, 'changed'))
        .toSorted()
        .at(-1) ?? created,
    ...(last && { operator: textIn(last, 'operator') }),
    ...optional('replaces', row, 'replaces', numberIn),
    ...(replacedBy !== undefined && { replacedBy }),
  };
}

const worst: readonly StageState[] = [
  'scrapped',
  'failed',
  'burning',
  'reserved',
  'exported',
  'reported',
  'bound',
  'verified',
  'released',
];

function byUnit(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const unit = numberIn(row, 'unit');
    const group = groups.get(unit);
    if (group) group.push(row);
    else groups.set(unit, [row]);
  }
  return groups;
}
