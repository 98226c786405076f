import { OtpforgeError } from '../../errors/index.js';

/** How a statement failed. */
export type FailureKind = 'conflict' | 'busy' | 'constraint' | 'lost' | 'failed';

/** By PostgreSQL's SQLSTATE; without one it is the connection that failed. */
export function failureKind(error: unknown): FailureKind {
  const state = sqlState(error);
  if (state === undefined) return 'lost';
  if (state === '40001' || state === '40P01') return 'conflict';
  if (state === '55P03' || state === '57014' || state === '53300') return 'busy';
  if (state.startsWith('23')) return 'constraint';
  // Connection, authorization, no such database, and what an administrator or a restart ends.
  return /^(?:08|28|3D|57P)/.test(state) ? 'lost' : 'failed';
}

/** The error of a ledger. The server's own is not its cause: details of that show values. */
export function postgresError(server: string, error: unknown): OtpforgeError {
  const why = reason(error);
  const details = { server, state: sqlState(error) ?? null };
  switch (failureKind(error)) {
    case 'lost':
      return new OtpforgeError('LEDGER_UNAVAILABLE', {
        message: `${server}: the ledger's server cannot be reached, or refuses the connection: ${why}`,
        remedy: 'Check that it runs, the network, `ledger:` in line.yaml, and PGPASSFILE; then run again.',
        details,
      });
    case 'constraint':
      return new OtpforgeError('LEDGER_CONSTRAINT', {
        message: `${server}: the ledger refuses a change: ${why}`,
        remedy: 'Nothing was changed. Report it with the command that you ran: otpforge checks before.',
        details,
      });
    case 'failed':
      return new OtpforgeError('LEDGER_FAILED', {
        message: `${server}: the ledger cannot be used: ${why}`,
        remedy: 'Check the rights of the user in the database, and the log of the server.',
        details,
      });
    default:
      return new OtpforgeError('LEDGER_BUSY', {
        message: `${server}: other stations kept the ledger busy for too long: ${why}`,
        remedy:
          'Run the same command again. If it stays so, look for a transaction that is open in pg_stat_activity.',
        details,
      });
  }
}

/** A COMMIT without an answer. */
export function commitUnknown(server: string, error: unknown): OtpforgeError {
  return new OtpforgeError('LEDGER_COMMIT_UNKNOWN', {
    message: `${server}: the server did not answer the end of a transaction, which may be in the ledger or not: ${reason(error)}`,
    remedy: 'When the server runs again, run the same command again: it finds out.',
    details: { server },
  });
}

// Class 22 quotes values in its messages, and secrets are among them.
function reason(error: unknown): string {
  const state = sqlState(error);
  if (state?.startsWith('22')) return `a value has the wrong form (${state})`;
  const message = error instanceof Error && error.message !== '' ? error.message : String(error);
  return state === undefined ? message : `${message} (${state})`;
}

/** Node.js has codes such as EPIPE too, which are not of the server. */
function sqlState(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)
    ? code
    : undefined;
}
