import { type JsonValue, OtpforgeError } from '../errors/index.js';
import type { LedgerAddress } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { reasonText } from './ledger-change.js';
import type { LedgerStatusOptions } from './ledger-status.js';
import { checkOptions, kind, need, text, texts } from './options/index.js';
import { type EvidenceFiles, seenValues } from './restore-evidence.js';
import { type SkipOptions, type Skipped, skipAll } from './restore-skips.js';

export interface LedgerRestoreOptions extends LedgerStatusOptions, EvidenceFiles {
  /** A backup to put where the ledger is gone; the ledger as it is unless given. */
  readonly backup?: string;
  /** Units that may have been made and that the ledger does not know, by pool, list or field of the line. */
  readonly skip?: Readonly<Record<string, number>>;
  readonly reason: string;
  /** Files of further lines that use this ledger. */
  readonly also?: readonly string[];
}

export interface LedgerRestoreDocument {
  readonly format: 'otpforge.ledger-restore/1';
  readonly ledger: string;
  /** The file, or the URL of the database. */
  readonly at: string;
  readonly backup?: string;
  readonly reason: string;
  /** Numbers and rows that count as lost. */
  readonly skipped: readonly Skipped[];
}

/** More would be a slip of the finger. */
const mostUnits = 1_000_000;

const counts = kind<Readonly<Record<string, number>>>(
  `an object of whole numbers up to ${mostUnits}`,
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => Number.isInteger(each) && each >= 0 && each <= mostUnits),
);

/**
 * Opens the ledger of a line again that was put back to an older state or moved, or puts a backup where it is gone: first each
 * pool is raised above all that may have been issued. Errors: LEDGER_SKIP for a count that is missing or too small,
 * LEDGER_STATE for a ledger that is in order, LEDGER_EXISTS, LEDGER_DAMAGED, LEDGER_BACKUP, FILE_*, those of openLedger.
 */
export async function restoreLedger(
  file: string,
  options: LedgerRestoreOptions,
): Promise<LedgerRestoreDocument> {
  checkOptions('restoreLedger', options, {
    backup: text,
    skip: counts,
    reason: need(reasonText),
    also: texts,
    journals: texts,
    exports: texts,
    ledgerKey: text,
  });
  const { backup } = options;
  const { loadLine } = await import('../line/index.js');
  const lines = [await loadLine(file)];
  for (const other of options.also ?? []) lines.push(await loadLine(other));
  const address = ledgerOfAll(lines);
  const seen = await seenValues(options);
  const asked = { ...options, lines, seen };
  if (backup === undefined) return setRight(address, address, asked);
  if (address.engine === 'postgres') throw ofServer(backup);
  const { putBack } = await import('../ledger/index.js');
  return putBack(address.file, backup, async (copy, ledger) => {
    await refuseOther(backup, ledger, address);
    return setRight({ engine: 'sqlite', file: copy }, address, asked);
  });
}

/** Errors: LEDGER_BACKUP for the backup of another ledger than the one that this station used there. */
async function refuseOther(backup: string, ledger: string, address: LedgerAddress): Promise<void> {
  const { lastLedgerAt, openStation } = await import('../ledger/index.js');
  const last = await lastLedgerAt((await openStation()).folder, address);
  if (last === undefined || last === ledger) return;
  throw new OtpforgeError('LEDGER_BACKUP', {
    message: `${backup}: this is a backup of the ledger ${ledger}, and ${placeText(address)} was the ledger ${last}; nothing was changed`,
    remedy: 'Use a backup of that ledger. If this one is to follow it, name another place in line.yaml.',
    details: { file: backup, ledger, last },
  });
}

interface Asked extends LedgerRestoreOptions, Pick<SkipOptions, 'lines' | 'seen'> {}

async function setRight(
  address: LedgerAddress,
  shown: LedgerAddress,
  { backup, ledgerKey, lines, seen, skip = {}, reason }: Asked,
): Promise<LedgerRestoreDocument> {
  const { diagnose, memoryOf, openLedger, openStation, reopenLedger } = await import('../ledger/index.js');
  const station = await openStation();
  const memory = await memoryOf(address, station);
  const ledger = await openLedger(address, {
    ...{ station, remembered: shown },
    past: ['LEDGER_ROLLED_BACK', 'LEDGER_MOVED'],
    ...(ledgerKey !== undefined && { keyFile: ledgerKey }),
  });
  try {
    const { isClosed, isMoved, lost, isWhole } = await diagnose(ledger, memory);
    // The copy of a backup may have the inode that the ledger had.
    if (!isClosed && !isMoved && backup === undefined) throw inOrder(shown);
    let skipped: readonly Skipped[] = [];
    await reopenLedger(ledger, reason, async (tx) => {
      const all = await skipAll(tx, { lines, skip, reason, seen, lost, isWhole });
      skipped = all.skipped;
      return { skipped: skipped.map((each): JsonValue => ({ ...each })), units: all.units };
    });
    return {
      format: 'otpforge.ledger-restore/1',
      ledger: ledger.id,
      at: placeText(shown),
      ...(backup !== undefined && { backup }),
      reason,
      skipped,
    };
  } finally {
    await ledger.close();
  }
}

function placeText(address: LedgerAddress): string {
  return address.engine === 'sqlite' ? address.file : address.url;
}

/** Errors: USAGE for lines of different ledgers. */
function ledgerOfAll([first, ...others]: readonly Line[]): LedgerAddress {
  if (!first) throw new Error('no line was read');
  const other = others.find(({ ledger }) => placeText(ledger) !== placeText(first.ledger));
  if (!other) return first.ledger;
  throw new OtpforgeError('USAGE', {
    message: `${other.file} uses the ledger ${placeText(other.ledger)}, and ${first.file} ${placeText(first.ledger)}`,
    remedy: 'Name with --also only lines that share the ledger.',
  });
}

function inOrder(address: LedgerAddress): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `${placeText(address)}: the ledger is in order, as far as this station knows; nothing was changed`,
    remedy: 'Run the command at the station that refuses it.',
    details: { at: placeText(address) },
  });
}

function ofServer(backup: string): OtpforgeError {
  return new OtpforgeError('LEDGER_BACKUP', {
    message: `${backup}: PostgreSQL puts a backup back by its own tools; nothing was changed`,
    remedy: 'Run pg_restore into an empty database, then otpforge ledger restore without the backup.',
    details: { file: backup },
  });
}
