import type { LedgerTransaction } from '../ledger/index.js';
import { type DerivedField, release } from '../ledger/units/release.js';
import { replace } from '../ledger/units/replace.js';
import { requireUnit } from '../ledger/units/require.js';
import { scrap } from '../ledger/units/scrap.js';
import type { Line } from '../line/index.js';
import { type UnitSummary, unitNamed, unitSummary } from './ledger-units.js';
import { type OpenedLine, withLine } from './open-line.js';
import { checkOptions, kind, need, text } from './options/index.js';

export interface LedgerChangeOptions {
  /** Why, for the record. */
  readonly reason: string;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
}

export interface ReplaceOptions extends LedgerChangeOptions {
  /** The unit whose place is taken, as the other one is named. */
  readonly replaces: string;
}

/** What somebody has decided about a unit, or about the ledger. */
export interface LedgerChangeDocument {
  readonly format: 'otpforge.ledger-change/1';
  readonly result: 'released' | 'scrapped' | 'replaced' | 'accepted' | 'shown' | 'clock' | 'adopted';
  readonly ledger: string;
  readonly reason: string;
  /** As it is now; left out of a decision about the ledger itself. */
  readonly unit?: UnitSummary;
}

export const reasonText = kind<string>(
  'a text that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);
const shape = { reason: need(reasonText), ledgerKey: text };

/**
 * Takes the values back from a die that was never claimed for a burn; it gets new ones. A unit is named by a public value, its
 * UID or its number. Errors: those of openLine; UNIT_*, PRODUCT_DIFFERS, LEDGER_STATE, LEDGER_STALE.
 */
export async function releaseUnit(
  file: string,
  unit: string,
  options: LedgerChangeOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('releaseUnit', options, shape);
  const { reason, ...rest } = options;
  return withLine(file, rest, (opened) => releaseOf(opened, unit, reason));
}

/** releaseUnit with a line whose ledger is open. */
export function releaseOf(
  opened: OpenedLine,
  unit: string | number,
  reason: string,
): Promise<LedgerChangeDocument> {
  return changedIn(opened, { unit, reason, result: 'released' }, (tx, number, line) =>
    release(tx, number, reason, derivedFields(line)),
  );
}

function derivedFields({ sources }: Line): readonly DerivedField[] {
  return sources.flatMap((source) =>
    source.kind === 'derive' ? [{ field: source.field, from: source.from }] : [],
  );
}

/** Takes a unit out of use, with its values. Errors: as releaseUnit. */
export async function scrapUnit(
  file: string,
  unit: string,
  options: LedgerChangeOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('scrapUnit', options, shape);
  const { reason, ...rest } = options;
  return withLine(file, rest, (opened) => scrapOf(opened, unit, reason));
}

/** scrapUnit with a line whose ledger is open. */
export function scrapOf(
  opened: OpenedLine,
  unit: string | number,
  reason: string,
): Promise<LedgerChangeDocument> {
  return changedIn(opened, { unit, reason, result: 'scrapped' }, (tx, number) => scrap(tx, number, reason));
}

/** Records that a unit takes the place of a scrapped one. Errors: as releaseUnit. */
export async function replaceUnit(
  file: string,
  unit: string,
  options: ReplaceOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('replaceUnit', options, { ...shape, replaces: need(text) });
  const { ledgerKey, ...rest } = options;
  return withLine(file, { ...(ledgerKey !== undefined && { ledgerKey }) }, (opened) =>
    replaceOf(opened, unit, rest),
  );
}

/** replaceUnit with a line whose ledger is open. */
export function replaceOf(
  opened: OpenedLine,
  unit: string,
  { replaces, reason }: Omit<ReplaceOptions, 'ledgerKey'>,
): Promise<LedgerChangeDocument> {
  return changedIn(opened, { unit, reason, result: 'replaced' }, async (tx, number, { product }) => {
    const old = await unitNamed(tx, product, replaces);
    await replace(tx, number, old.unit, reason);
  });
}

interface Change extends LedgerChangeOptions {
  /** A text names it, or its number in the ledger. */
  readonly unit: string | number;
  readonly result: LedgerChangeDocument['result'];
}

type Work = (tx: LedgerTransaction, unit: number, line: Line) => Promise<void>;

/** One decision about one unit, in one transaction. */
export async function changed(
  file: string,
  { ledgerKey, ...change }: Change,
  work: Work,
): Promise<LedgerChangeDocument> {
  const options = { ...(ledgerKey !== undefined && { ledgerKey }) };
  return withLine(file, options, (opened) => changedIn(opened, change, work));
}

function changedIn(
  { line, ledger }: OpenedLine,
  { unit, result, reason }: Omit<Change, 'ledgerKey'>,
  work: Work,
): Promise<LedgerChangeDocument> {
  return ledger.transaction(async (tx) => {
    const { unit: number } = await unitNamed(tx, line.product, unit);
    await work(tx, number, line);
    const now = unitSummary(await requireUnit(tx, number));
    return { format: 'otpforge.ledger-change/1', result, ledger: ledger.id, reason, unit: now };
  });
}
