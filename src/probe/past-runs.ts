import type { Probe } from './probe.js';

interface Stretch {
  readonly address: number;
  readonly length: number;
}

/** A run on the die that was cut off, as a journal tells of it: what it was to burn, and what later runs were to. */
export interface PastRun {
  readonly units: readonly Stretch[];
  readonly since?: readonly Stretch[];
}

/**
 * A probe that keeps what a journal tells of the die, or answers with it: it decides about a plan as an answer of the
 * chip does, and a replayed trace has no journal.
 */
export interface PastKeeper {
  /** No probe call. `ask` looks into the journal. */
  cutOffRuns(ask: () => Promise<readonly PastRun[]>): Promise<readonly PastRun[]>;
}

export function keepsPast(probe: Probe): probe is Probe & PastKeeper {
  return 'cutOffRuns' in probe;
}
