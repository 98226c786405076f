import type { DieId, KnownUnit, LedgerTransaction, ValueOwner } from '../ledger/index.js';
import type { LogRow } from './programmer-log.js';

/** What becomes of a row of a log. */
export type RowVerdict =
  | {
      readonly does: 'report' | 'nothing' | 'failed';
      readonly unit: KnownUnit;
      readonly die?: DieId;
      /** Another row that reported the unit, perhaps of another chip. */
      readonly elsewhere?: string;
    }
  | { readonly does: 'refuse'; readonly why: string };

export interface LogJudge {
  readonly product: string;
  readonly batch?: string;
  /** The units whose values a row has, each once. */
  readonly ownersOf: (row: LogRow) => readonly (ValueOwner | undefined)[];
  readonly dieOf: (uid: string) => DieId | string;
  /** How the ledger names a row. */
  readonly sourceOf: (row: LogRow) => string;
}

/** Judges a row by the ledger. Rows that were judged before are in `seen`, by unit and by UID. */
export async function judgeRow(
  tx: LedgerTransaction,
  row: LogRow,
  seen: Map<string, number>,
  judge: LogJudge,
): Promise<RowVerdict> {
  const refuse = (why: string): RowVerdict => ({ does: 'refuse', why });
  if (row.values.length === 0) return refuse('it has no value of a unique field');
  const owners = judge.ownersOf(row);
  const unknown = row.values[owners.indexOf(undefined)];
  const [owner, ...others] = owners;
  if (unknown || !owner) return refuse(`the ledger does not know ${unknown?.field} ${unknown?.text}`);
  const other = others.find((each) => each && each.unit !== owner.unit);
  if (other) return refuse(`its values are those of unit ${owner.unit} and unit ${other.unit}`);
  const { unitByNumber } = await import('../ledger/index.js');
  const unit = await unitByNumber(tx, owner.unit);
  if (!unit) return refuse(`the ledger has no unit ${owner.unit}`);
  const why = wrongUnit(unit, owner, judge) ?? wrongState(unit);
  if (why !== undefined) return refuse(why);
  if (row.passed === undefined)
    return refuse(`it is not known whether "${row.result ?? ''}" is a good result`);
  if (!row.passed) return { does: 'failed', unit };
  const before = seen.get(`unit ${unit.unit}`);
  if (before !== undefined) return refuse(`line ${before} has unit ${unit.unit} already`);
  seen.set(`unit ${unit.unit}`, row.line);
  const does = unit.stages.some(({ state }) => state === 'exported') ? 'report' : 'nothing';
  if (row.uid === undefined) return { does, unit, ...reportedElsewhere(unit, judge.sourceOf(row)) };
  const die = await dieOfRow(tx, row.uid, unit, judge);
  if (typeof die === 'string') return refuse(die);
  const same = seen.get(`die ${die.uid}`);
  if (same !== undefined) return refuse(`line ${same} has UID ${die.uid} already`);
  seen.set(`die ${die.uid}`, row.line);
  const isSameChip = unit.die !== undefined;
  return { does, unit, die, ...(!isSameChip && reportedElsewhere(unit, judge.sourceOf(row))) };
}

function wrongUnit(
  unit: KnownUnit,
  { generation }: ValueOwner,
  { product, batch }: LogJudge,
): string | undefined {
  if (unit.product !== product) return `unit ${unit.unit} is of product ${unit.product}`;
  if (batch !== undefined && unit.batch !== batch)
    return `unit ${unit.unit} is of ${unit.batch === undefined ? 'no batch' : `batch ${unit.batch}`}`;
  return generation === unit.generation
    ? undefined
    : `unit ${unit.unit} was released, and has other values now`;
}

/** Without a UID on both sides nobody knows whether two rows are of one chip. */
function reportedElsewhere({ stages }: KnownUnit, source: string): { readonly elsewhere?: string } {
  const other = stages.find(({ state, reason }) => state === 'reported' && reason !== source)?.reason;
  return other === undefined ? {} : { elsewhere: other };
}

function wrongState({ unit, scrapped, batch, stages }: KnownUnit): string | undefined {
  if (scrapped) return `unit ${unit} is scrapped`;
  const odd = stages.find(
    ({ state }) => state === 'reserved' || state === 'released' || state === 'scrapped',
  );
  if (odd) return `unit ${unit} is ${odd.state}: it was not exported`;
  if (batch !== undefined) return undefined;
  return `unit ${unit} was never in a batch: its values are in a chip that no programmer burnt`;
}

async function dieOfRow(
  tx: LedgerTransaction,
  uid: string,
  unit: KnownUnit,
  { dieOf }: LogJudge,
): Promise<DieId | string> {
  const die = dieOf(uid);
  if (typeof die === 'string') return die;
  if (unit.die) return unit.die.uid === die.uid ? die : `unit ${unit.unit} has UID ${unit.die.uid} already`;
  const { findUnit } = await import('../ledger/index.js');
  const holder = await findUnit(tx, die);
  return holder ? `UID ${die.uid} is unit ${holder.unit}, not unit ${unit.unit}` : die;
}
