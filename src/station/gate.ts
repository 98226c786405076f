import { setTimeout as later } from 'node:timers/promises';
import type { Stop } from './guards/guard.js';

/** How often it is asked again whether boards may be taken up. */
const pauseMs = 1000;

/** What is between the slots of a station and their next boards. */
export interface Gate {
  /** It was shut when it was asked last, or was not asked yet. */
  readonly isShut: boolean;
  /** Why it is shut. */
  readonly stopped: Stop | undefined;
  /** What boards are taken up under: another object once it is not the same any more. */
  readonly facts: unknown;
  /** Whether a board may be taken up now. */
  isOpen(): Promise<boolean>;
}

/** Resolves when boards may be taken up. Errors: the signal's reason. */
export async function untilOpen(gate: Gate, signal: AbortSignal): Promise<void> {
  while (gate.isShut && !(await gate.isOpen())) await later(pauseMs, undefined, { signal });
}
