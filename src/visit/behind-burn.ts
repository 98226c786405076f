import { around, OtpforgeError } from '../errors/index.js';

/**
 * Does what comes behind the read-back. No error from here may say that nothing was written: one that does is a run that was
 * stopped, or that ended in between. Errors: BURN_STOPPED, BURN_INTERRUPTED, and those of the work that say what was written.
 */
export async function behindBurn(work: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OtpforgeError) || error.facts.effect !== 'none') throw error;
    const isStopped = signal?.aborted ?? false;
    const why = isStopped ? 'stopped as asked' : 'interrupted behind the burn';
    throw new OtpforgeError(isStopped ? 'BURN_STOPPED' : 'BURN_INTERRUPTED', {
      ...around(error, (text) => `${why}: the unit is burnt and reads back, but not all is done: ${text}`, {
        code: error.code,
      }),
      remedy: 'Present the board again: it gets the same values, and what was not done is done.',
    });
  }
}
