import { type Device, isSector } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { CutOffRun, Medium, Probe } from '../probe/index.js';
import { inPhase, type OnProgress } from './events.js';
import { finishedJob } from './finished-job.js';
import { type InspectedChip, inspectChip } from './identify.js';
import type { InFlight } from './in-flight.js';
import { makeJob, segmentsOf } from './job.js';
import type { OtpContents } from './otp-contents.js';
import { makePlan, unitsToBurn } from './plan.js';
import type { PastVerdict, Plan } from './plan-types.js';
import type { UnitJudge } from './unit-judge.js';

/** What a plan or a burn works on. */
export interface BurnRequest {
  readonly probe: Probe;
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly image: SparseImage;
  /** What is behind the probe; silicon unless somebody says otherwise. */
  readonly medium?: Medium | undefined;
  /** Blocks that may be locked though nothing is written in them. */
  readonly lockEmpty?: readonly number[] | undefined;
  /** Runs on a die that may have cut a unit short, oldest first. */
  readonly cutOffRuns?: ((uid: string) => Promise<readonly CutOffRun[]>) | undefined;
  /** What they may have left half-programmed, where it is known already: a copy of a chip knows nothing of its past. */
  readonly inFlight?: InFlight | undefined;
  /** Take units that may be half-programmed, and cannot be programmed again, as they read. */
  readonly acceptSuspect?: boolean | undefined;
  /** Judges the unit by its layout: before anything is written, and what is read after the burn. */
  readonly unit?: UnitJudge | undefined;
  /** Asked what a journal says against a plan that burns something or cannot; nobody is asked about one with nothing to do. */
  readonly past?: ((found: FoundUnit) => Promise<PastVerdict>) | undefined;
  /** Hears that data units which the run had to burn read as burnt, whatever becomes of the run. */
  readonly onUnitsBurnt?: (() => void) | undefined;
  /** Hears how far a phase has come. */
  readonly onProgress?: OnProgress | undefined;
}

/** What a chip holds, and what an image would do to it. */
export interface FoundUnit {
  readonly plan: Plan;
  readonly otp: OtpContents;
}

export interface PlannedChip extends InspectedChip {
  readonly plan: Plan;
  readonly inFlight: InFlight | undefined;
  readonly past?: PastVerdict | undefined;
}

/** Resets and halts the chip, identifies it, reads its OTP, and computes the plan. Writes nothing. Errors: LOADER_TOO_LARGE. */
export async function planChip(request: BurnRequest): Promise<PlannedChip> {
  const inspected = await inPhase(request.onProgress, 'inspect', 1, () =>
    inspectChip(request.probe, request.device),
  );
  const inFlight = inspected.otp && (await knownInFlight(request, inspected.chip.uid));
  const found = { ...inspected, inFlight };
  const plan = planWith(request, found);
  refuseTooLarge(request, plan);
  const past = inspected.otp && (await pastOf(request, { plan, otp: inspected.otp }));
  return past ? { ...found, past, plan: planWith(request, { ...found, past }) } : { ...found, plan };
}

// The loader's RAM holds all of an OTP area, but not all of a sector.
function refuseTooLarge({ device: { bank }, loader }: BurnRequest, plan: Plan): void {
  if (!isSector(bank) || plan.refusals.length > 0) return;
  const units = unitsToBurn(plan, 'data');
  if (units.length > 0) makeJob(bank, loader, segmentsOf(units), plan.programsEqual);
}

async function pastOf({ past }: BurnRequest, found: FoundUnit): Promise<PastVerdict | undefined> {
  const { units, refusals } = found.plan;
  const hasWork = units.some(({ state }) => state !== 'skip') || refusals.length > 0;
  return hasWork ? past?.(found) : undefined;
}

async function knownInFlight(request: BurnRequest, uid: string): Promise<InFlight | undefined> {
  return request.inFlight ?? inFlightOn({ ...request, loader: async () => request.loader }, uid);
}

/**
 * What interrupted runs may have left half-programmed on a die; undefined when none was interrupted, which costs no
 * access and no loader.
 */
export async function inFlightOn(
  {
    probe,
    device,
    cutOffRuns,
    loader,
  }: Pick<BurnRequest, 'probe' | 'device' | 'cutOffRuns'> & { readonly loader: () => Promise<LoaderElf> },
  uid: string,
): Promise<InFlight | undefined> {
  const runs = (await cutOffRuns?.(uid)) ?? [];
  if (runs.length === 0) return undefined;
  return { runs, finished: await finishedJob({ probe, device, loader: await loader() }) };
}

/** The plan for a chip that was looked at. */
export function planWith(
  { device, image, loader, medium, lockEmpty, acceptSuspect, unit }: BurnRequest,
  { chip, otp, readProtection, inFlight, past }: Omit<PlannedChip, 'plan'>,
): Plan {
  return makePlan({
    device,
    image,
    lockEmpty,
    acceptSuspect,
    unit,
    loader,
    medium,
    chip,
    otp,
    readProtection,
    inFlight,
    past,
  });
}
