import type { Bank } from '../bank/index.js';
import {
  decodeJobResult,
  type Job,
  type JobResult,
  type JobSegment,
  jobHeaderSize,
  makeJob,
} from '../burn/job.js';
import { vectorTableRegister } from '../burn/preamble.js';
import { downloadJob, jobTimeLimitMs } from '../burn/run-job.js';
import { writeWord } from '../burn/words.js';
import { OtpforgeError } from '../errors/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { BreakpointHandle, Probe } from '../probe/index.js';
import type { RegisterName, RegisterValues } from '../target/index.js';
import { readCounter, startCounter } from './cycle-counter.js';
import { type Routine, routineBytes } from './routines.js';

/** A debug server on a busy machine may take seconds to say that the core has halted. */
const longestRoutineMs = 20_000;

/** A bank and the loader that burns it. */
export interface Served {
  readonly bank: Bank;
  readonly loader: LoaderElf;
}

/**
 * Runs the loader on a job, and gives the status that it leaves wherever the core stopped. Errors: LOADER_RAM,
 * LOADER_NOT_STARTED when the core does not stop.
 */
export async function runLoader(
  probe: Probe,
  { bank, loader }: Served,
  segments: readonly JobSegment[],
  edit: (job: Job) => Job = (job) => job,
): Promise<JobResult> {
  const job = edit(makeJob(bank, loader, segments));
  await runFrom(probe, bank, job, {}, ['PC']);
  return decodeJobResult(await probe.readMemory(job.jobAddress, jobHeaderSize, 4));
}

/** The same, and the cycles that the core ran. */
export async function timeLoader(
  probe: Probe,
  { bank, loader }: Served,
  segments: readonly JobSegment[],
): Promise<JobResult & { readonly cycles: number }> {
  const job = makeJob(bank, loader, segments);
  await runFrom(probe, bank, job, {}, ['PC'], () => startCounter(probe));
  const cycles = await readCounter(probe);
  return { ...decodeJobResult(await probe.readMemory(job.jobAddress, jobHeaderSize, 4)), cycles };
}

/** Runs a routine with some registers, and reads others when it has returned. Errors: as runLoader. */
export function runRoutine(
  probe: Probe,
  { bank, loader }: Served,
  routine: Routine,
  registers: RegisterValues,
  wanted: readonly RegisterName[],
): Promise<RegisterValues> {
  return runFrom(probe, bank, routineJob(bank, loader, routine), registers, wanted);
}

/** A routine in the place of a loader, with the same way in and out. */
export function routineJob(bank: Bank, loader: LoaderElf, routine: Routine): Job {
  return makeJob(bank, { ...loader, code: routineBytes(routine), entries: new Map([['Burn', 0]]) }, []);
}

/** All of a run until the core goes. Gives the breakpoint at its end. Errors: LOADER_RAM. */
export async function prepareRun(
  probe: Probe,
  job: Job,
  registers: RegisterValues = {},
): Promise<BreakpointHandle> {
  await downloadJob(probe, job);
  await writeWord(probe, vectorTableRegister, job.vectorTable);
  await probe.writeRegisters({ ...job.registers, ...registers });
  return probe.setBreakpoint(job.returnAddress);
}

export function waitForRun(probe: Probe, bank: Bank, job: Job): Promise<boolean> {
  return probe.waitHalted(Math.max(longestRoutineMs, jobTimeLimitMs(bank, job)));
}

async function runFrom(
  probe: Probe,
  bank: Bank,
  job: Job,
  registers: RegisterValues,
  wanted: readonly RegisterName[],
  beforeGo: () => Promise<void> = async () => {},
): Promise<RegisterValues> {
  const breakpoint = await prepareRun(probe, job, registers);
  await beforeGo();
  await probe.go();
  const isBack = await waitForRun(probe, bank, job);
  if (!isBack) {
    await probe.resetHalt();
    await probe.clearBreakpoint(breakpoint);
    throw new OtpforgeError('LOADER_NOT_STARTED', { message: 'the core did not come back' });
  }
  const found = await probe.readRegisters(wanted);
  await probe.clearBreakpoint(breakpoint);
  return found;
}
