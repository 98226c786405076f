import { SimulatedChip } from '../../src/chip/index.js';
import type { JournalLine } from '../../src/journal/index.js';
import { faultyProbe } from '../../src/probe/faulty-probe.js';
import type { Probe } from '../../src/probe/index.js';
import type { Verdict } from './judge.js';
import { leftOf, rerun } from './rerun.js';
import { type Attempt, attempt, type Job, watchOperations } from './rig.js';

/** How a back end reaches a simulated chip; opened anew for each run on the same powered chip. */
export type Open = (chip: SimulatedChip) => Promise<Connection>;

export interface Connection {
  readonly probe: Probe;
  /** Cuts the connection so that the back end itself must find out; without it the loss is told to it. */
  readonly sever?: () => Promise<void>;
}

/** Which call the probe is lost at, and how much chip time passes before it is back. */
export interface Loss {
  readonly call: number;
  readonly when: 'before' | 'after';
  readonly absentUs: number;
}

export interface LossVerdict extends Verdict {
  /** The core ran when the probe was lost, and so the time of absence matters. */
  readonly ranOn: boolean;
}

const mostRuns = 6;

/** Probe calls of a run that nothing disturbs. */
export async function callsOf(job: Job, open: Open): Promise<number> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  let calls = 0;
  const { probe } = await open(chip);
  const counting = beforeCalls(probe, async () => {
    calls += 1;
  });
  const { report, error } = await attempt(job, counting);
  await probe.close();
  if (report?.result !== 'done') throw error ?? new Error(`the job itself was ${report?.result}`);
  return calls;
}

/** Loses the probe in the middle of a run, and runs the same command on the chip as it then is, power untouched. */
export async function loseAndRerun(job: Job, open: Open, loss: Loss): Promise<LossVerdict> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  const operations = watchOperations(chip);
  const connection = await open(chip);
  const journal: JournalLine[] = [];
  const first = await attempt(job, losing(connection, loss), { journal });
  await connection.probe.close();
  const claim = claimOf(first, operations.length);
  const ranOn = !chip.isHalted;
  if (claim !== undefined) return { outcome: 'wrong', reason: claim, ranOn };
  if (ranOn) chip.run(loss.absentUs);
  const verdict = await rerun(job, { journal, ...leftOf(operations) }, mostRuns, async (_, history) => {
    const { probe } = await open(chip);
    const result = await attempt(job, probe, history);
    await probe.close();
    return { chip, result };
  });
  return { ...verdict, ranOn };
}

function losing({ probe, sever }: Connection, { call, when }: Loss): Probe {
  if (!sever || when === 'after') return faultyProbe(probe, [{ kind: 'lost', call, when }]);
  let calls = 0;
  return beforeCalls(probe, async () => {
    calls += 1;
    if (calls === call) await sever();
  });
}

/** The same probe, with something done before each call but `close`. */
function beforeCalls(probe: Probe, before: () => Promise<void>): Probe {
  return new Proxy(probe, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'close') return value;
      return async (...args: unknown[]) => {
        await before();
        return value.apply(target, args);
      };
    },
  });
}

// Before its first write a lost probe is just that; after it the run was interrupted.
function claimOf(first: Attempt, operations: number): string | undefined {
  if (!first.error) return `the run that lost its probe says ${first.report.result}`;
  const { code } = first.error;
  if (code === 'BURN_INTERRUPTED' || (code === 'PROBE_LOST' && operations === 0)) return undefined;
  return `the run that lost its probe after ${operations} operations says ${code}`;
}
