import { checkOptions, need, text } from './options/index.js';

export interface LedgerBackupOptions {
  /** The file to write, where there must be none. */
  readonly output: string;
}

export interface LedgerBackupDocument {
  readonly format: 'otpforge.ledger-backup/1';
  readonly ledger: string;
  readonly file: string;
  readonly sha256: string;
  /** In bytes. */
  readonly length: number;
  readonly schema: number;
  readonly stations: number;
  readonly events: number;
  readonly units: number;
}

/**
 * Copies the SQLite ledger of a line to a file, while its stations may go on, and reads the copy back. It needs no key, and
 * copies a ledger that is closed too. Errors: those of loadLine; LEDGER_*, FILE_EXISTS, FILE_WRITE_FAILED.
 */
export async function backupLedger(
  file: string,
  options: LedgerBackupOptions,
): Promise<LedgerBackupDocument> {
  checkOptions('backupLedger', options, { output: need(text) });
  const { loadLine } = await import('../line/index.js');
  const { backupLedger: copy } = await import('../ledger/index.js');
  const { output } = options;
  const { ledger: address } = await loadLine(file);
  const backup = await copy(address, output);
  return { format: 'otpforge.ledger-backup/1', file: output, ...backup };
}
