import { OtpforgeError } from '../../errors/index.js';
import { SqliteFailure } from './thread.js';

/** What an error of SQLite means for a ledger; anything else stays what it is. SQLite's texts name columns, never values. */
export function sqliteError(file: string, error: unknown): unknown {
  if (!(error instanceof SqliteFailure)) return error;
  const { message, errcode } = error;
  const kind = errcode === null ? undefined : errcode & primaryCode;
  const details = { file, errcode };
  if (kind === resultCode.busy || kind === resultCode.locked) {
    return new OtpforgeError('LEDGER_BUSY', {
      message: `${file}: other processes kept the ledger busy for too long: ${message}`,
      remedy: 'Run the same command again. If it stays so, find the process that holds the file.',
      details,
    });
  }
  if (kind === resultCode.constraint) {
    return new OtpforgeError('LEDGER_CONSTRAINT', {
      message: `${file}: the ledger refuses a change: ${message}`,
      remedy: 'Nothing was changed. Report it with the command that you ran: otpforge checks before.',
      details,
    });
  }
  return new OtpforgeError('LEDGER_FAILED', {
    message: `${file}: the ledger cannot be used: ${message}`,
    remedy: 'Check that the file is a ledger, is writable, and that the disk has room and no errors.',
    details,
  });
}

/** A COMMIT that failed: it has no effect only where SQLite asks to try it again, or where a constraint stops it. */
export function sqliteCommitError(file: string, error: unknown): unknown {
  const known = sqliteError(file, error);
  if (!(known instanceof OtpforgeError) || known.code !== 'LEDGER_FAILED') return known;
  return new OtpforgeError('LEDGER_COMMIT_UNKNOWN', {
    message: `${file}: the end of a transaction failed, and it may be in the ledger or not: ${(error as Error).message}`,
    remedy: 'Check the disk, then run the same command again: it finds out.',
    details: { file },
  });
}

/** https://sqlite.org/rescode.html */
const resultCode = { busy: 5, locked: 6, constraint: 19 };
const primaryCode = 0xff;
