import {
  type FlashOperation,
  type Moment,
  PowerLost,
  type ProbeFault,
  SimulatedChip,
} from '../../src/chip/index.js';
import type { JournalLine } from '../../src/journal/index.js';
import { faultyProbe } from '../../src/probe/faulty-probe.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { damageOf, judge, type Verdict } from './judge.js';
import type { Random } from './random.js';
import { leftOf, rerun } from './rerun.js';
import { attempt, type Job, watchOperations } from './rig.js';

/** More than any state needs that says "run the same command again". */
const mostRuns = 16;

/**
 * Disturbs one run or a few in a row, then runs the same command in peace until it ends one way or the other.
 * Undefined when the job is nothing that could be disturbed.
 */
export async function randomTrial(job: Job, random: Random): Promise<Verdict | undefined> {
  const { operations, refused } = await measure(job);
  if (refused || operations === 0) return undefined;
  // Whether the data cache answers a debugger's reads is open: either is tried.
  const cacheReaders = operations % 2 === 0 ? 'core' : 'debug';
  let chip = SimulatedChip.fromState(job.start, job.device, { cacheReaders });
  const journal: JournalLine[] = [];
  const cuts: FlashOperation[] = [];
  const frontier: FlashOperation[] = [];
  for (let runs = 1 + random.below(3); runs > 0; runs -= 1) {
    const seen = watchOperations(chip);
    const { probe, isPending } = disturbed(chip, operations, random);
    const result = await attempt(job, probe, { journal });
    leaveAlone(chip, random.of([0, random.below(500), 100_000]));
    const left = leftOf(seen);
    cuts.push(...left.cuts);
    frontier.push(...left.frontier);
    const damage = damageOf(job, chip, cuts);
    if (damage !== undefined) return { outcome: 'wrong', reason: damage };
    const isDone = result.report && result.report.result !== 'refused';
    if (isDone && chip.isPowered) return judge(job, chip, result, cuts);
    chip = nextChip(chip, job, random, isPending());
  }
  return rerun(job, { journal, cuts, frontier }, mostRuns, async (run, history) => {
    if (run > 1) chip = nextChip(chip, job, random);
    return { chip, result: await attempt(job, new SimProbe(chip), history) };
  });
}

// The chip keeps its supply while no probe is there, unless that goes too.
function leaveAlone(chip: SimulatedChip, microseconds: number): void {
  try {
    if (chip.isPowered) chip.run(microseconds);
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
  }
}

// Powered on again, or the same chip as it is; a fault that is still to come goes with the supply.
function nextChip(chip: SimulatedChip, { device }: Job, random: Random, isPending = false): SimulatedChip {
  const stays = chip.isPowered && !isPending && random.chance(0.5);
  const next = stays
    ? chip
    : SimulatedChip.fromState(chip.toState(), device, { cacheReaders: chip.cacheReaders });
  next.bench.seedNoise(1 + random.below(0xffffffff));
  return next;
}

async function measure(job: Job): Promise<{ operations: number; refused: boolean }> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  const operations = watchOperations(chip);
  const { report } = await attempt(job, new SimProbe(chip));
  return { operations: operations.length, refused: report?.result !== 'done' };
}

interface Disturbed {
  readonly probe: Probe;
  /** Whether the fault has not come yet. */
  readonly isPending: () => boolean;
}

function disturbed(chip: SimulatedChip, operations: number, random: Random): Disturbed {
  const { bench } = chip;
  const probe = new SimProbe(chip);
  const kind = random.below(10);
  if (kind >= 7) return { probe: faultyProbe(probe, [probeFault(random)]), isPending: () => false };
  const moment: Moment =
    kind === 4
      ? { afterUs: random.below(40_000) }
      : { operation: 1 + random.below(operations), progress: random.share() };
  const flags = 1 << (3 + random.below(5));
  let pending = true;
  bench.at(moment, () => {
    pending = false;
    if (kind < 5) bench.cutPower();
    else if (kind === 5) bench.bite();
    else bench.setStatus(flags);
  });
  return { probe, isPending: () => pending };
}

function probeFault(random: Random): ProbeFault {
  if (random.chance(0.7)) {
    return { kind: 'lost', call: 1 + random.below(30), when: random.of(['before', 'after'] as const) };
  }
  const kind = random.of(['flip-read', 'flip-write'] as const);
  return { kind, call: 1 + random.below(12), byte: random.below(600), bit: random.below(8) };
}
