import type { AddressRange } from '../range/index.js';
import type { Probe } from './probe.js';

/** What an interrupted run was to burn, by a journal. */
export interface CutOffRun {
  /** What of it no later run has finished. */
  readonly units: readonly AddressRange[];
  /** What later runs were to burn: they found it blank where a unit takes one programming. */
  readonly since?: readonly AddressRange[];
  /** It was to erase them. */
  readonly isErase?: boolean;
}

/**
 * A probe that keeps what a journal says about the die, or answers with it: it decides about a plan as an answer of the
 * chip does, and a replayed trace has no journal.
 */
export interface PastKeeper {
  /** No probe call. `ask` looks into the journal. */
  cutOffRuns(ask: () => Promise<readonly CutOffRun[]>): Promise<readonly CutOffRun[]>;
}

export function keepsPast(probe: Probe): probe is Probe & PastKeeper {
  return 'cutOffRuns' in probe;
}
