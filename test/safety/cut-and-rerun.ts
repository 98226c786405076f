import { type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import type { JournalLine } from '../../src/journal/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import type { Verdict } from './judge.js';
import { leftOf, rerun } from './rerun.js';
import { type Attempt, attempt, type Job, watchOperations } from './rig.js';

/** Where the supply goes: at an operation, counted from 1 over the whole run, and how far into it. */
export interface Cut {
  readonly operation: number;
  readonly progress: number;
}

/** More than any state needs that says "run the same command again". */
const mostRuns = 12;

/**
 * Cuts the supply in the middle of a run, powers on, and runs the same command until it ends one way or the other. `look`
 * sees the chip as the cut left it.
 */
export async function cutAndRerun(
  job: Job,
  cut: Cut,
  seed: number,
  look?: (chip: SimulatedChip) => Promise<void>,
): Promise<Verdict> {
  const { device } = job;
  // Whether the data cache answers a debugger's reads is open: either is tried.
  const cacheReaders = cut.operation % 2 === 0 ? 'core' : 'debug';
  const chip = SimulatedChip.fromState(job.start, device, { cacheReaders });
  const operations = watchOperations(chip);
  chip.bench.at(cut, () => chip.bench.cutPower());
  const journal: JournalLine[] = [];
  const first = await attempt(job, new SimProbe(chip), { journal });
  const claim = claimOf(first, operations);
  if (claim !== undefined) return { outcome: 'wrong', reason: claim };
  await look?.(SimulatedChip.fromState(chip.toState(), device, { cacheReaders }));
  let next = chip;
  return rerun(job, { journal, ...leftOf(operations) }, mostRuns, async (run, history) => {
    next = SimulatedChip.fromState(next.toState(), device, { cacheReaders });
    // Unstable cells fall otherwise in each run.
    next.bench.seedNoise(seed * mostRuns + run);
    return { chip: next, result: await attempt(job, new SimProbe(next), history) };
  });
}

// The first run has lost its chip: it may not claim anything, and must tell a run that wrote from one that did not.
function claimOf(first: Attempt, operations: readonly FlashOperation[]): string | undefined {
  if (!first.error) return `the run that was interrupted says ${first.report.result}`;
  const { code } = first.error;
  if (code === 'BURN_INTERRUPTED' && operations.length > 0) return undefined;
  return `the run that was interrupted after ${operations.length} operations says ${code}`;
}
