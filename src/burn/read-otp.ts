import type { Device } from '../bank/index.js';
import type { Probe, ProbeIdentity } from '../probe/index.js';
import { identifyChip, identityRefusals, planChipOf } from './identify.js';
import type { PlanChip, Refusal } from './plan-types.js';
import { readOtp } from './session.js';

/** The OTP of a chip as it was read. */
export interface OtpContents {
  readonly probe: ProbeIdentity;
  readonly chip: PlanChip;
  readonly refusals: readonly Refusal[];
  /** The whole bank, lock bytes included; empty when reading was refused. */
  readonly bytes: Uint8Array;
}

/** Resets and halts a chip and reads its OTP. Writes nothing. */
export async function readChipOtp(probe: Probe, device: Device): Promise<OtpContents> {
  const chip = await identifyChip(probe, device);
  const refusals = identityRefusals(chip, device).filter(({ code }) => readingCodes.has(code));
  const bytes = refusals.length > 0 ? new Uint8Array() : await readOtp(probe, device);
  return { probe: chip.probe, chip: planChipOf(chip), refusals, bytes };
}

const readingCodes: ReadonlySet<string> = new Set(['DEV_ID', 'READ_PROTECTION']);
