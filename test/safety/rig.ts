import type { Device } from '../../src/bank/index.js';
import { type ProgramReport, programUnit } from '../../src/burn/index.js';
import { type ChipState, type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { SparseImage } from '../../src/image/index.js';
import {
  interruptedAmong,
  type JournalEntry,
  type JournalLine,
  type RunHooks,
  recordRun,
} from '../../src/journal/index.js';
import type { ReadBytes } from '../../src/layout/index.js';
import { type LoaderElf, loadBuiltLoader } from '../../src/loader/index.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';

/** A chip as it is before a run, and the image that the run is to program. */
export interface Job {
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly start: ChipState;
  readonly image: SparseImage;
  /** What the layout still offers when the command has refused to go on with this image; none where it has no slots. */
  readonly rescue?: Rescue;
}

export interface Rescue {
  /** The same unit data for the next spare slot. */
  readonly image: SparseImage;
  /** Whether what a chip holds decodes to that data. */
  readonly holds: (read: ReadBytes) => boolean;
}

/** Makes a job for a blank chip that a test has prepared. */
export async function jobOf(
  device: Device,
  image: SparseImage,
  prepare: (chip: SimulatedChip) => void = () => {},
  rescue?: Rescue,
): Promise<Job> {
  const chip = SimulatedChip.create(device);
  prepare(chip);
  return {
    device,
    image,
    loader: await loadBuiltLoader(device.bank),
    start: chip.toState(),
    ...(rescue && { rescue }),
  };
}

/** What a run of the command came to: its report, or its error. */
export type Attempt =
  | { readonly report: ProgramReport; readonly error?: undefined }
  | { readonly report?: undefined; readonly error: OtpforgeError };

/** What the bench keeps from one run to the next, and what whoever runs it has decided. */
export interface History {
  readonly journal: JournalLine[];
  readonly acceptSuspect?: boolean;
}

/** Runs the command once, with a journal in memory; whatever is not an error as text fails the test. */
export async function attempt(
  { device, loader, image }: Job,
  probe: Probe,
  { journal, acceptSuspect = false }: History = { journal: [] },
): Promise<Attempt> {
  const cutOffRuns = async () => interruptedAmong(journal);
  const append = async (entry: JournalEntry) => {
    journal.push({ format: 'otpforge.journal/1', previous: '', ...entry });
    return { hash: '', file: 'journal', tornLine: false };
  };
  try {
    const request = { probe, device, loader, image, cutOffRuns, acceptSuspect };
    const run = (hooks: RunHooks) => programUnit(request, { confirm: async () => true, ...hooks });
    return { report: await recordRun({ append }, run) };
  } catch (error) {
    if (error instanceof OtpforgeError) return { error };
    throw error;
  }
}

/** The operations that a chip starts from now on. */
export function watchOperations(chip: SimulatedChip): FlashOperation[] {
  const operations: FlashOperation[] = [];
  chip.onOperation((operation) => operations.push(operation));
  return operations;
}

/** Operations of a run that nothing disturbs. */
export async function operationsOf(job: Job): Promise<number> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  const operations = watchOperations(chip);
  const { report, error } = await attempt(job, new SimProbe(chip));
  if (report?.result !== 'done') throw error ?? new Error(`the job itself was ${report?.result}`);
  return operations.length;
}
