import { type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { damageOf, judge, type Verdict } from './judge.js';
import { type Attempt, attempt, type Job, watchOperations } from './rig.js';

/** Where the supply goes: at an operation, counted from 1 over the whole run, and how far into it. */
export interface Cut {
  readonly operation: number;
  readonly progress: number;
}

/** More than any state needs that says "run the same command again". */
const mostRuns = 12;

/** Cuts the supply in the middle of a run, powers on, and runs the same command until it ends one way or the other. */
export async function cutAndRerun(job: Job, cut: Cut, seed: number): Promise<Verdict> {
  const { device } = job;
  const chip = SimulatedChip.fromState(job.start, device);
  const operations = watchOperations(chip);
  chip.bench.at(cut, () => chip.bench.cutPower());
  const first = await attempt(job, new SimProbe(chip));
  const last = operations.slice(-1);
  const claim = claimOf(first, operations);
  if (claim !== undefined) return { outcome: 'wrong', reason: claim };
  return rerun(job, chip, last, seed);
}

async function rerun(
  job: Job,
  cut: SimulatedChip,
  last: readonly FlashOperation[],
  seed: number,
): Promise<Verdict> {
  let chip = cut;
  for (let run = 1; ; run += 1) {
    chip = SimulatedChip.fromState(chip.toState(), job.device);
    // Unstable cells fall otherwise in each run.
    chip.bench.seedNoise(seed * mostRuns + run);
    const result = await attempt(job, new SimProbe(chip));
    const isOver = !asksForAnotherRun(result) || run === mostRuns;
    if (isOver || damageOf(job, chip, last) !== undefined) return judge(job, chip, result, last);
  }
}

function asksForAnotherRun({ error }: Attempt): boolean {
  return error?.remedy?.includes('the same command again') === true;
}

// The first run has lost its chip: it may not claim anything, and must tell a run that wrote from one that did not.
function claimOf(first: Attempt, operations: readonly FlashOperation[]): string | undefined {
  if (!first.error) return `the run that was cut off says ${first.report.result}`;
  const { code } = first.error;
  if (code === 'BURN_INTERRUPTED' && operations.length > 0) return undefined;
  return `the run that was cut off after ${operations.length} operations says ${code}`;
}
