import { setTimeout as later } from 'node:timers/promises';
import type { VisitSetup } from './setup.js';

/** How often the ledger is asked the same by a run's ID. */
export const tries = 5;

const defaultPauseMs = 500;

/** A signal ends the pause, and not the work. */
export async function pauseAfter(
  attempt: number,
  { retryPauseMs = defaultPauseMs }: Pick<VisitSetup, 'retryPauseMs'>,
  signal?: AbortSignal,
): Promise<void> {
  await later(retryPauseMs * attempt, undefined, signal && { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
