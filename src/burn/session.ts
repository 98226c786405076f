import type { Device } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import type { Probe } from '../probe/index.js';
import { type ChipIdentity, identifyChip } from './identify.js';
import { makePlan } from './plan.js';
import type { Plan } from './plan-types.js';

/** What a plan or a burn works on. */
export interface BurnRequest {
  readonly probe: Probe;
  readonly device: Device;
  readonly loader: LoaderElf;
  readonly image: SparseImage;
}

export interface PlannedChip {
  readonly chip: ChipIdentity;
  readonly plan: Plan;
}

/** Resets and halts the chip, identifies it, reads its OTP, and computes the plan. Writes nothing. */
export async function planChip(request: BurnRequest): Promise<PlannedChip> {
  const chip = await identifyChip(request.probe, request.device);
  return { chip, plan: await planAgain(request, chip) };
}

/** Reads the OTP again and computes the plan anew for a chip already identified. */
export async function planAgain(
  { probe, device, loader, image }: BurnRequest,
  chip: ChipIdentity,
): Promise<Plan> {
  const otp = mayReadOtp(chip, device) ? await readOtp(probe, device) : undefined;
  return makePlan({ device, chip, image, otp, loaderSha256: loader.sha256 });
}

/** The whole bank, lock bytes included. */
export function readOtp(probe: Probe, { bank }: Device): Promise<Uint8Array> {
  return probe.readMemory(bank.otp.base, bank.otp.size, 4);
}

// At read protection level 1 a debugger's OTP read is a bus error; on another chip the address may be anything.
function mayReadOtp(chip: ChipIdentity, { bank, line }: Device): boolean {
  if (!line.devIds.includes(chip.devId)) return false;
  return !bank.readProtection || chip.readProtection === bank.readProtection.level0;
}
