import { openUnits } from '../ledger/index.js';
import { type InClearBatch, inClearBatches } from '../ledger/units/in-clear.js';
import { type ShownUnit, shownUnit, unitsNamed } from './ledger-units.js';
import { withLine } from './open-line.js';
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
  return withLine(file, rest, ({ ledger }) =>
    ledger.transaction(async (tx) => {
      const head = { format: 'otpforge.ledger-show/1', ledger: ledger.id } as const;
      if (inClear) return { ...head, units: [], inClear: await inClearBatches(tx) };
      const units: ShownUnit[] = [];
      for (const known of unit === undefined ? await openUnits(tx) : await unitsNamed(tx, unit))
        units.push(await shownUnit(tx, known));
      return { ...head, units };
    }),
  );
}
