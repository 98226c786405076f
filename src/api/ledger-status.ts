import type { Ledger, Medium } from '../ledger/index.js';
import { withLine } from './open-line.js';
import { checkOptions, flag, text } from './options/index.js';

export interface LedgerStatusOptions {
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
}

export interface LedgerInitOptions extends LedgerStatusOptions {
  /** The dies are simulated ones, and never real. */
  readonly simulated?: boolean;
}

export interface LedgerStatusDocument {
  readonly format: 'otpforge.ledger-status/1';
  readonly product: string;
  readonly ledger: string;
  /** The file, or the URL of the database. */
  readonly at: string;
  readonly medium?: Medium;
  readonly station: string;
  /** Of the key, where this station has it. */
  readonly key?: string;
  /** How far each pool has come. */
  readonly pools: readonly { readonly name: string; readonly period: string; readonly next: number }[];
  /** Numbers of units that are reserved, burning or failed, or that nobody has seen since a journal settled them. */
  readonly open: readonly number[];
}

/** Makes the ledger of a line and its key. Errors: those of openLine; LEDGER_EXISTS, FILE_EXISTS. */
export async function initLedger(
  file: string,
  options: LedgerInitOptions = {},
): Promise<LedgerStatusDocument> {
  checkOptions('initLedger', options, { ledgerKey: text, simulated: flag });
  const { simulated = false, ...rest } = options;
  const medium = simulated ? 'simulated' : 'silicon';
  return withLine(file, { ...rest, create: true, medium }, ({ line, ledger }) =>
    statusOf(line.product, ledger),
  );
}

/** What a line's ledger is and how far it has come. Errors: those of openLine. */
export async function ledgerStatus(
  file: string,
  options: LedgerStatusOptions = {},
): Promise<LedgerStatusDocument> {
  checkOptions('ledgerStatus', options, { ledgerKey: text });
  return withLine(file, options, ({ line, ledger }) => statusOf(line.product, ledger));
}

export async function statusOf(product: string, ledger: Ledger): Promise<LedgerStatusDocument> {
  const { openUnits, pools, readMeta } = await import('../ledger/index.js');
  const { address } = ledger;
  const key = keyOf(ledger);
  return ledger.transaction(async (tx) => {
    const medium = (await readMeta(tx)).get('medium') as Medium | undefined;
    return {
      format: 'otpforge.ledger-status/1',
      product,
      ledger: ledger.id,
      at: address.engine === 'sqlite' ? address.file : address.url,
      ...(medium && { medium }),
      station: ledger.station.id,
      ...(key !== undefined && { key }),
      pools: (await pools(tx)).map(({ name, period, next }) => ({ name, period, next })),
      open: (await openUnits(tx)).map(({ unit }) => unit),
    };
  });
}

function keyOf(ledger: Ledger): string | undefined {
  try {
    return ledger.key().fingerprint;
  } catch {
    return undefined;
  }
}
