import { setTimeout as later } from 'node:timers/promises';

/** Time as a contact needs it. */
export interface ContactClock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Errors: the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: ContactClock = {
  now: () => performance.now(),
  async wait(ms, signal) {
    signal.throwIfAborted();
    // The reason of the signal, and not an error about a timer.
    await later(ms, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  },
};
