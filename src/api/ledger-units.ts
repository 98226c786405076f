import { OtpforgeError } from '../errors/index.js';
import type { Transaction } from '../ledger/database.js';
import { eventsOfUnit } from '../ledger/events.js';
import {
  type DieId,
  findUnits,
  type KnownStage,
  type KnownUnit,
  productDiffers,
  type StageState,
  unitByNumber,
  unitsHolding,
  type ValueSource,
} from '../ledger/index.js';
import { replacementsOf } from '../ledger/units/replace.js';
import { requireUnit } from '../ledger/units/require.js';
import { type KnownVisit, visitsOf } from '../ledger/units/visits.js';
import { count } from '../text/plural.js';

/** A unit as documents show it, in its newest generation. */
export interface UnitSummary {
  readonly unit: number;
  readonly product: string;
  readonly generation: number;
  readonly die?: DieId;
  readonly order?: string;
  /** The batch of files that it was handed out in. */
  readonly batch?: string;
  /** Its place in the batch, from 0. */
  readonly row?: number;
  /** The unit whose place it takes. */
  readonly replaces?: number;
  readonly stages: readonly StageSummary[];
  readonly values: readonly ValueSummary[];
}

export interface StageSummary {
  /** The empty text where the layout has no stages. */
  readonly stage: string;
  readonly state: StageState;
  /** The run that has it, or had it last. */
  readonly run?: string;
  readonly station?: string;
  readonly slot?: string;
  /** False when a journal settled it, and nobody has seen the die since. */
  readonly shown: boolean;
  /** Why it was released, scrapped, accepted or adopted, or the log that reports it. */
  readonly reason?: string;
}

export interface ValueSummary {
  readonly field: string;
  readonly stage: string;
  readonly source: ValueSource;
  readonly unique: boolean;
  /** Left out of secret values. */
  readonly text?: string;
  /** Of secret values alone: whether the ledger still keeps it sealed. */
  readonly secret?: 'sealed' | 'wiped';
}

/** A unit with all that happened to it. */
export interface ShownUnit extends UnitSummary {
  readonly replacedBy: readonly number[];
  readonly visits: readonly KnownVisit[];
  /** By their time, of all generations. */
  readonly events: readonly ShownEvent[];
}

export interface ShownEvent {
  readonly time: string;
  readonly station: string;
  readonly kind: string;
  readonly run?: string;
  readonly details: unknown;
}

export function unitSummary({ stages, values, ...unit }: KnownUnit): UnitSummary {
  return {
    unit: unit.unit,
    product: unit.product,
    generation: unit.generation,
    ...(unit.die && { die: unit.die }),
    ...(unit.order !== undefined && { order: unit.order }),
    ...(unit.batch !== undefined && { batch: unit.batch }),
    ...(unit.row !== undefined && { row: unit.row }),
    ...(unit.replaces !== undefined && { replaces: unit.replaces }),
    stages: stages.map(stageSummary),
    values: values.map(({ field, stage, source, unique, text, sealed }) => ({
      ...{ field, stage, source, unique },
      ...(text === undefined ? { secret: sealed ? ('sealed' as const) : ('wiped' as const) } : { text }),
    })),
  };
}

function stageSummary({ stage, state, run, claim, shown, reason }: KnownStage): StageSummary {
  return {
    stage,
    state,
    ...(run !== undefined && { run }),
    ...(claim && { station: claim.station, slot: claim.slot }),
    shown,
    ...(reason !== undefined && { reason }),
  };
}

export async function shownUnit(tx: Transaction, known: KnownUnit): Promise<ShownUnit> {
  const events = await eventsOfUnit(tx, known.unit);
  return {
    ...unitSummary(known),
    replacedBy: await replacementsOf(tx, known.unit),
    visits: await visitsOf(tx, known.unit),
    events: events.map(({ time, station, kind, run, details }) => ({
      ...{ time, station, kind },
      ...(run !== null && { run }),
      details: JSON.parse(details) as unknown,
    })),
  };
}

/**
 * Units by a public value, the UID or the order; by their number in the ledger where nothing else has that text. With `most`
 * the first of them. Errors: UNIT_UNKNOWN.
 */
export async function unitsNamed(
  tx: Transaction,
  text: string,
  most?: number,
): Promise<readonly KnownUnit[]> {
  const found = await findUnits(tx, text, most);
  if (found.length > 0) return found;
  const unit = /^[1-9][0-9]{0,14}$/.test(text) ? await unitByNumber(tx, Number(text)) : undefined;
  if (unit) return [unit];
  throw new OtpforgeError('UNIT_UNKNOWN', {
    message: `the ledger has no unit with the value, UID, order or number ${text}`,
    remedy:
      'Write a value as the ledger has it: otpforge ledger show without one shows open units. Secret values cannot be looked for.',
    details: { unit: text },
  });
}

/**
 * The one unit of a product that a text names, or its number in the ledger; a value that a unit had before it was released names
 * none. Errors: UNIT_UNKNOWN, UNIT_AMBIGUOUS, PRODUCT_DIFFERS.
 */
export async function unitNamed(
  tx: Transaction,
  product: string,
  named: string | number,
): Promise<KnownUnit> {
  const unit = await (typeof named === 'number' ? requireUnit(tx, named) : unitByText(tx, named));
  if (unit.product !== product) throw productDiffers(unit, product);
  return unit;
}

async function unitByText(tx: Transaction, text: string): Promise<KnownUnit> {
  const named = await unitsNamed(tx, text, mostShown + 1);
  const isByNumber = (await findUnits(tx, text, 1)).length === 0;
  const found = isByNumber ? named : await unitsHolding(tx, text, mostShown + 1);
  const [unit] = found;
  if (!unit) throw hadBefore(text, named);
  if (found.length > 1) throw ambiguous(text, found);
  return unit;
}

/** Of the units that a text does not tell apart. */
const mostShown = 10;

function hadBefore(text: string, found: readonly KnownUnit[]): OtpforgeError {
  const units = found.slice(0, mostShown).map(({ unit }) => unit);
  return new OtpforgeError('UNIT_UNKNOWN', {
    message: `no unit has the value ${text} any more: unit ${units.join(', ')} had it before a release`,
    remedy: 'Name the unit by a value that it has now, its UID or its number.',
    details: { unit: text, units },
  });
}

function ambiguous(text: string, found: readonly KnownUnit[]): OtpforgeError {
  const units = found.slice(0, mostShown).map(({ unit }) => unit);
  const isMore = found.length > mostShown;
  const many = isMore ? `more than ${count(mostShown, 'unit')}` : count(found.length, 'unit');
  return new OtpforgeError('UNIT_AMBIGUOUS', {
    message: `${text} is of ${many} (${units.join(', ')}${isMore ? ', …' : ''})`,
    remedy: 'Name one by its serial, its UID or its number.',
    details: { text, units },
  });
}
