import type { Device } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { Probe } from '../probe/index.js';
import { type InspectedChip, inspectChip } from './identify.js';
import { readOtpContents } from './otp-contents.js';
import { makePlan } from './plan.js';
import type { Plan } from './plan-types.js';

/** What a plan or a burn works on. */
export interface BurnRequest {
  readonly probe: Probe;
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly image: SparseImage;
  /** Blocks that may be locked though nothing is written in them. */
  readonly lockEmpty?: readonly number[] | undefined;
}

export interface PlannedChip extends InspectedChip {
  readonly plan: Plan;
}

/** Resets and halts the chip, identifies it, reads its OTP, and computes the plan. Writes nothing. */
export async function planChip(request: BurnRequest): Promise<PlannedChip> {
  const inspected = await inspectChip(request.probe, request.device);
  return { ...inspected, plan: planOf(request, inspected) };
}

/** Reads the OTP again and computes the plan anew for a chip already identified. */
export async function planAgain(request: BurnRequest, inspected: InspectedChip): Promise<Plan> {
  const otp = await readOtpContents(request.probe, request.device, inspected.otp?.ecc);
  return planOf(request, { ...inspected, otp });
}

function planOf({ device, image, loader, lockEmpty }: BurnRequest, inspected: InspectedChip): Plan {
  return makePlan({ device, image, lockEmpty, loaderSha256: loader.sha256, ...inspected });
}
