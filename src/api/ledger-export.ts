import { openLineFile } from '../files/line-file.js';
import type { PendingRow } from '../ledger/index.js';
import { printableJson } from '../text/printable.js';
import type { LedgerStatusOptions } from './ledger-status.js';
import { withLine } from './open-line.js';
import { checkOptions, flag, need, text } from './options/index.js';

export interface LedgerExportOptions extends LedgerStatusOptions {
  /** The file that rows are added to, one a line. */
  readonly output: string;
  /** Write those again that were sent before. */
  readonly all?: boolean;
}

export interface LedgerExportDocument {
  readonly format: 'otpforge.ledger-export/1';
  readonly ledger: string;
  readonly file: string;
  /** Rows that were written. */
  readonly rows: number;
  /** Those of them that had not been sent before. */
  readonly fresh: number;
}

/**
 * Adds what the ledger has for other systems to a file, each row once at least: rows are marked as sent when they are on the
 * disk. Errors: those of openLine; FILE_EXISTS, FILE_WRITE_FAILED.
 */
export async function exportLedger(
  file: string,
  options: LedgerExportOptions,
): Promise<LedgerExportDocument> {
  checkOptions('exportLedger', options, { output: need(text), all: flag, ledgerKey: text });
  const { output, all = false, ...rest } = options;
  return withLine(file, rest, async ({ ledger }) => {
    const { sendOutbox } = await import('../ledger/index.js');
    const lines = await openLineFile(output, head);
    try {
      const { rows, fresh } = await sendOutbox(ledger, all, (some) =>
        lines.append(some.map((row) => outboxLine(ledger.id, row))),
      );
      return { format: 'otpforge.ledger-export/1', ledger: ledger.id, file: output, rows, fresh };
    } finally {
      await lines.close();
    }
  });
}

const format = 'otpforge.outbox/1';
const head = `{"format":"${format}"`;

/** A row as other systems read it. Ledger and ID are the same each time that it is written. */
function outboxLine(ledger: string, { id, kind, run, unit, created, body }: PendingRow): string {
  return printableJson({ format, ledger, id, kind, run, unit, created, body });
}
