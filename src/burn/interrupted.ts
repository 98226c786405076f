import { OtpforgeError } from '../errors/index.js';

const connectionCodes: ReadonlySet<string> = new Set(['PROBE_LOST', 'PROBE_UNAVAILABLE', 'TARGET_FAULT']);

/** Runs a phase that writes; a connection lost inside it is reported as an interrupted run, not as a bad probe. */
export async function interruptible<T>(phase: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof OtpforgeError) || !connectionCodes.has(cause.code)) throw cause;
    throw new OtpforgeError('BURN_INTERRUPTED', {
      message: `interrupted while ${phase}: ${cause.message}`,
      remedy: 'Run the same command again: it reads the chip and finishes, or says why it cannot.',
      details: { phase, ...cause.details },
      cause,
    });
  }
}
