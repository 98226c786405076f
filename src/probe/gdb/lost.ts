import { OtpforgeError } from '../../errors/index.js';

/** The connection to a GDB server is gone, or the server does not answer. */
export function lost(server: string, reason: string, cause?: unknown): OtpforgeError {
  return new OtpforgeError('PROBE_LOST', {
    message: `the GDB server at ${server} ${reason}`,
    remedy: 'Check that the server and its probe are still there, then run the same command again.',
    details: { server },
    ...(cause !== undefined && { cause }),
  });
}

/** The server has no way to do what is asked. */
export function unsupported(server: string, what: string, remedy: string): OtpforgeError {
  return new OtpforgeError('PROBE_UNSUPPORTED', {
    message: `the GDB server at ${server} ${what}`,
    remedy,
    details: { server },
  });
}
