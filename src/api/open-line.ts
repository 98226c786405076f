import type { Ledger, LedgerOptions } from '../ledger/index.js';
import type { Line } from '../line/index.js';

export interface OpenLineOptions extends Pick<LedgerOptions, 'create' | 'medium' | 'past'> {
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
}

/** A line.yaml and its ledger, which is open until it is closed. */
export interface OpenedLine {
  readonly line: Line;
  readonly ledger: Ledger;
}

/**
 * Reads a line.yaml and opens its ledger for this station. Whether the line fits its layout and may run its programs is not
 * looked at, nor whether this station has the key: `ledger.key()` is for that. Errors: those of loadLine, openStation and
 * openLedger.
 */
export async function openLine(file: string, options: OpenLineOptions = {}): Promise<OpenedLine> {
  // Commands that have no ledger do without both.
  const { loadLine } = await import('../line/index.js');
  const { openLedger, openStation } = await import('../ledger/index.js');
  const { ledgerKey, ...rest } = options;
  const line = await loadLine(file);
  const station = await openStation();
  const ledger = await openLedger(line.ledger, {
    station,
    ...rest,
    ...(ledgerKey !== undefined && { keyFile: ledgerKey }),
  });
  return { line, ledger };
}

/** Does some work with a line and its ledger, which is closed then. Errors: those of openLine and of the work. */
export async function withLine<T>(
  file: string,
  options: OpenLineOptions,
  work: (opened: OpenedLine) => Promise<T>,
): Promise<T> {
  const opened = await openLine(file, options);
  try {
    return await work(opened);
  } finally {
    await opened.ledger.close();
  }
}
