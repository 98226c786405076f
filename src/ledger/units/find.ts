import { bytesIn, jsonIn, numberIn, optional, textIn } from '../columns.js';
import type { Param, Query, Row, Transaction } from '../database.js';
import { isOpen } from '../schema-1.js';
import type { Claim, DieId, KnownStage, KnownUnit, KnownValue, PoolNumber, ValueSource } from './known.js';
import { isOpenRework } from './rework.js';
import type { StageState } from './states.js';

/** The unit of a die, in its newest generation. */
export async function findUnit(tx: Transaction, die: DieId): Promise<KnownUnit | undefined> {
  return (await unitsWhere(tx, 'u.uid = $1 AND u.dev_id = $2', die.uid, die.devId))[0];
}

export async function unitByNumber(tx: Transaction, unit: number): Promise<KnownUnit | undefined> {
  return (await unitsWhere(tx, 'u.id = $1', unit))[0];
}

/** Units by a public value (a serial), the UID or the order, by their number; the first of them with `most`. */
export async function findUnits(tx: Transaction, text: string, most?: number): Promise<readonly KnownUnit[]> {
  const where =
    'u.uid = $1 OR u.order_number = $2 OR u.id IN (SELECT v.unit FROM value v WHERE v.plain = $3)';
  return firstUnitsWhere(tx, most, where, text.toUpperCase(), text, text);
}

/** Those of them that have such a value now: not in an earlier generation, and not one that went back to its list or label. */
export async function unitsHolding(
  tx: Transaction,
  text: string,
  most?: number,
): Promise<readonly KnownUnit[]> {
  const holding = `SELECT v.unit FROM value v JOIN unit h ON h.id = v.unit AND h.generation = v.generation
    WHERE v.plain = $3 AND v.freed = 0`;
  const where = `u.uid = $1 OR u.order_number = $2 OR u.id IN (${holding})`;
  return firstUnitsWhere(tx, most, where, text.toUpperCase(), text, text);
}

/** The units of a batch, in its order. */
export function batchUnits(tx: Transaction, product: string, batch: string): Promise<readonly KnownUnit[]> {
  return unitsWhere(tx, 'u.product = $1 AND u.batch = $2', product, batch);
}

/** A part of the units of a batch, from a row of it. */
export function batchPart(
  tx: Transaction,
  { product, batch }: { readonly product: string; readonly batch: string },
  row: number,
  count: number,
): Promise<readonly KnownUnit[]> {
  const where = 'u.product = $1 AND u.batch = $2 AND u.batch_row >= $3 AND u.batch_row < $4';
  return unitsWhere(tx, where, product, batch, row, row + count);
}

/** Units that somebody has to look after: reserved, burning, failed, or settled by a journal and not seen since. */
export async function openUnits(tx: Transaction): Promise<readonly KnownUnit[]> {
  const found = await unitsWhere(tx, `u.id IN (SELECT unit FROM stage WHERE ${isOpen})`);
  return found.filter(({ stages }) =>
    stages.some(({ state, shown }) => openStates.includes(state) || !shown),
  );
}

/** Those of some units whose last event is of a station: nobody else has had them since. */
export async function unitsLeftBy(
  tx: Transaction,
  station: string,
  units: readonly number[],
): Promise<readonly number[]> {
  const lasts = await tx.allOf(
    ...units.map(
      (unit): Query => [
        'SELECT unit, station FROM event WHERE unit = $1 ORDER BY time DESC, n DESC LIMIT 1',
        unit,
      ],
    ),
  );
  return lasts.flat().flatMap((row) => (row.station === station ? [numberIn(row, 'unit')] : []));
}

/** Units of which a stage is claimed by a run. */
export function burningUnits(tx: Transaction): Promise<readonly KnownUnit[]> {
  return unitsWhere(tx, `u.id IN (SELECT unit FROM stage WHERE ${isOpen} AND state = 'burning')`);
}

const openStates: readonly StageState[] = ['reserved', 'burning', 'failed'];

/** An order may have thousands of units: no more are read of the ledger than somebody looks at. */
async function firstUnitsWhere(
  tx: Transaction,
  most: number | undefined,
  where: string,
  ...params: readonly Param[]
): Promise<KnownUnit[]> {
  if (most === undefined) return unitsWhere(tx, where, ...params);
  const rows = await tx.all(`SELECT u.id FROM unit u WHERE ${where} ORDER BY u.id LIMIT ${most}`, ...params);
  const units = rows.map((row) => numberIn(row, 'id'));
  if (units.length === 0) return [];
  return unitsWhere(tx, `u.id IN (${units.map((_, index) => `$${index + 1}`).join(', ')})`, ...units);
}

async function unitsWhere(tx: Transaction, where: string, ...params: readonly Param[]): Promise<KnownUnit[]> {
  const units = await tx.all(`SELECT u.* FROM unit u WHERE ${where} ORDER BY u.id`, ...params);
  if (units.length === 0) return [];
  const of = (table: string, order: string, also = ''): Query => [
    `SELECT t.* FROM ${table} t JOIN unit u ON u.id = t.unit AND u.generation = t.generation
     WHERE (${where})${also} ORDER BY ${order}`,
    ...params,
  ];
  const [stages, values, visits, setAside = []] = await tx.allOf(
    of('stage', 't.stage'),
    of('value', 't.field', ' AND t.part = 0'),
    of('visit', 't.version', ` AND (claim IS NOT NULL OR ${isOpenRework})`),
    [
      `SELECT DISTINCT v.unit FROM visit v JOIN unit u ON u.id = v.unit
       WHERE (${where}) AND v.codes LIKE '%"UNPLANNED_CHANGE"%'`,
      ...params,
    ],
  );
  const [stagesOf, valuesOf, visitsOf] = [byUnit(stages), byUnit(values), byUnit(visits)];
  return units.map((row) => {
    const id = numberIn(row, 'id');
    const unit = knownUnit(row, stagesOf.get(id) ?? [], valuesOf.get(id) ?? [], visitsOf.get(id) ?? []);
    return setAside.some((each) => each.unit === id) ? { ...unit, isSetAside: true } : unit;
  });
}

function byUnit(rows: readonly Row[] = []): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const unit = numberIn(row, 'unit');
    const group = groups.get(unit);
    if (group) group.push(row);
    else groups.set(unit, [row]);
  }
  return groups;
}

function knownUnit(
  row: Row,
  stages: readonly Row[],
  values: readonly Row[],
  visits: readonly Row[],
): KnownUnit {
  const die = dieIn(row);
  return {
    unit: numberIn(row, 'id'),
    product: textIn(row, 'product'),
    ...(die && { die }),
    generation: numberIn(row, 'generation'),
    ...optional('order', row, 'order_number', textIn),
    ...optional('batch', row, 'batch', textIn),
    ...optional('row', row, 'batch_row', numberIn),
    stages: stages.map((stage) => knownStage(stage, visits)),
    values: values.map(knownValue),
    ...optional('replaces', row, 'replaces', numberIn),
    scrapped: row.scrapped === 1,
  };
}

/** The die of a unit's row, which a unit that was only exported lacks. */
export function dieIn(row: Row): DieId | undefined {
  return row.uid === null ? undefined : { devId: numberIn(row, 'dev_id'), uid: textIn(row, 'uid') };
}

function knownStage(row: Row, visits: readonly Row[]): KnownStage {
  const stage = textIn(row, 'stage');
  const own = visits.filter((visit) => visit.stage === stage);
  const claimsOf = (isVerified: boolean) =>
    own
      .filter(({ claim, result }) => claim !== null && (result === 'verified') === isVerified)
      .map((visit) => jsonIn<Claim>(visit, 'claim'));
  return {
    stage,
    state: textIn(row, 'state') as StageState,
    version: numberIn(row, 'version'),
    ...optional('run', row, 'run', textIn),
    ...optional('claim', row, 'claim', jsonIn<Claim>),
    claims: claimsOf(false),
    verified: claimsOf(true),
    readBack: own
      .filter((visit) => visit.read_back === 1 && visit.result !== 'verified')
      .map((visit) => textIn(visit, 'run')),
    ...optional('contentMac', row, 'content_mac', textIn),
    ...optional('fieldMacs', row, 'field_macs', jsonIn<Record<string, string>>),
    burntOnRecord: row.burnt === 1,
    shown: row.shown === 1,
    ...(own.some(({ claim }) => claim === null) && { isReworkOpen: true as const }),
    ...optional('reason', row, 'reason', textIn),
  };
}

export function knownValue(row: Row): KnownValue {
  return {
    field: textIn(row, 'field'),
    stage: textIn(row, 'stage'),
    source: textIn(row, 'source') as ValueSource,
    unique: row.is_unique === 1,
    scope: textIn(row, 'scope'),
    mac: bytesIn(row, 'mac'),
    ...optional('canonical', row, 'canonical', bytesIn),
    ...optional('text', row, 'plain', textIn),
    ...optional('sealed', row, 'sealed', bytesIn),
    ...optional('number', row, 'n', poolNumberIn),
  };
}

function poolNumberIn(row: Row): PoolNumber {
  return { pool: textIn(row, 'pool'), period: textIn(row, 'period'), n: numberIn(row, 'n') };
}
