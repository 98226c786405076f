import { setTimeout as later } from 'node:timers/promises';
import { OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';

/** What held the probe for a killed process needs some seconds to let go of it; one that was plugged in, to come up. */
const patienceMs = 30_000;
const pauseMs = 250;

/** Opens a probe that somebody has just let go of. Errors: those of opening it. */
export async function openPatiently(open: () => Promise<Probe>): Promise<Probe> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isPassing(error) || performance.now() > end) throw error;
    }
    await later(pauseMs);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof OtpforgeError && /^(?:PROBE_|TARGET_|CHIP_FILE_BUSY$)/.test(error.code);
}
