import { type Ledger, openUnits } from '../ledger/index.js';
import { type InClearBatch, inClearBatches } from '../ledger/units/in-clear.js';
import { type ShownUnit, shownUnit, unitNamed, unitsNamed } from './ledger-units.js';
import { type OpenedLine, withLine } from './open-line.js';
import { checkOptions, flag, text } from './options/index.js';

export interface LedgerShowOptions {
  /** A public value such as the serial, a UID, an order, or the number of a unit; without it open units are shown. */
  readonly unit?: string;
  /** Batches whose files hold secrets, instead of units. */
  readonly inClear?: boolean;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
}

export interface LedgerShowDocument {
  readonly format: 'otpforge.ledger-show/1';
  readonly ledger: string;
  readonly units: readonly ShownUnit[];
  /** Only where it was asked for. */
  readonly inClear?: readonly InClearBatch[];
}

/** What a ledger knows of some units. Errors: those of openLine; UNIT_UNKNOWN. */
export async function ledgerShow(file: string, options: LedgerShowOptions = {}): Promise<LedgerShowDocument> {
  checkOptions('ledgerShow', options, { unit: text, inClear: flag, ledgerKey: text });
  const { unit, inClear = false, ...rest } = options;
  return withLine(file, rest, async ({ ledger }) => {
    if (!inClear) return showUnits(ledger, unit);
    const head = { format: 'otpforge.ledger-show/1', ledger: ledger.id } as const;
    return { ...head, units: [], inClear: await ledger.transaction(inClearBatches) };
  });
}

/** Units that a text names, open ones without it; the first of them with `most`. Errors: UNIT_UNKNOWN. */
export function showUnits(ledger: Ledger, named?: string, most?: number): Promise<LedgerShowDocument> {
  return ledger.transaction(async (tx) => {
    const units: ShownUnit[] = [];
    const found = named === undefined ? await openUnits(tx) : await unitsNamed(tx, named, most);
    for (const known of found.slice(0, most)) units.push(await shownUnit(tx, known));
    return { format: 'otpforge.ledger-show/1', ledger: ledger.id, units };
  });
}

/** The one unit of a line that a text or its number names. Errors: UNIT_UNKNOWN, UNIT_AMBIGUOUS, PRODUCT_DIFFERS. */
export function showUnit({ line, ledger }: OpenedLine, named: string | number): Promise<ShownUnit> {
  return ledger.transaction(async (tx) => shownUnit(tx, await unitNamed(tx, line.product, named)));
}
