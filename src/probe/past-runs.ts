import type { Probe } from './probe.js';

/** A stretch of addresses. */
export interface Stretch {
  readonly address: number;
  readonly length: number;
}

/** What a run that was cut off was to burn, as a journal tells of it. */
export interface CutOffRun {
  /** What of it no later run has finished. */
  readonly units: readonly Stretch[];
  /** What later runs were to burn: they found it blank where a unit takes one programming. */
  readonly since?: readonly Stretch[];
}

/**
 * A probe that keeps what a journal tells of the die, or answers with it: it decides about a plan as an answer of the
 * chip does, and a replayed trace has no journal.
 */
export interface PastKeeper {
  /** No probe call. `ask` looks into the journal. */
  cutOffRuns(ask: () => Promise<readonly CutOffRun[]>): Promise<readonly CutOffRun[]>;
}

export function keepsPast(probe: Probe): probe is Probe & PastKeeper {
  return 'cutOffRuns' in probe;
}
