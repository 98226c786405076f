import { setTimeout as later } from 'node:timers/promises';
import { OtpforgeError } from '../errors/index.js';
import type { Probe } from './probe.js';

export interface Patience {
  /** Half a minute unless given. */
  readonly patienceMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What held the probe for a killed process needs some seconds to let go of it; one that was plugged in, to come up. */
const defaultMs = 30_000;
const pauseMs = 250;

/** Opens a probe that somebody has just let go of, or whose board comes up. Errors: those of opening it. */
export async function openPatiently(
  open: () => Promise<Probe>,
  { patienceMs = defaultMs, signal }: Patience = {},
): Promise<Probe> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isPassing(error) || performance.now() > end || signal?.aborted) throw error;
    }
    await later(pauseMs);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof OtpforgeError && /^(?:PROBE_|TARGET_|CHIP_FILE_BUSY$)/.test(error.code);
}
