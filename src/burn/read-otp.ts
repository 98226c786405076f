import { type Device, isSector } from '../bank/index.js';
import type { Probe, ProbeIdentity } from '../probe/index.js';
import { inPhase, type OnProgress } from './events.js';
import { identityRefusals, inspectChip, planChipOf } from './identify.js';
import type { EccState } from './otp-contents.js';
import type { PlanChip, Refusal } from './plan-types.js';
import { forbidsReading } from './preconditions.js';

/** The OTP of a chip as it was read. */
export interface ChipOtp {
  readonly probe: ProbeIdentity;
  readonly chip: PlanChip;
  readonly refusals: readonly Refusal[];
  /** The whole bank, lock bytes included; empty when reading was refused. */
  readonly bytes: Uint8Array;
  /** Write units with an ECC error, by address; the bytes of a damaged one mean nothing. */
  readonly ecc: ReadonlyMap<number, EccState>;
}

/** What can keep a debugger from reading. */
const unreadable: ReadonlySet<string> = new Set(['READ_PROTECTION', 'PRECONDITION']);

/** Resets and halts a chip and reads its OTP. Writes nothing. */
export async function readChipOtp(probe: Probe, device: Device, onProgress?: OnProgress): Promise<ChipOtp> {
  const inspected = await inPhase(onProgress, 'inspect', 1, () => inspectChip(probe, device));
  const { chip, otp } = inspected;
  const refusals = identityRefusals(inspected, device, !isSector(device.bank)).filter(
    (refusal) =>
      refusal.code === 'DEV_ID' ||
      (unreadable.has(refusal.code) && (!otp || forbidsReading(refusal, device.bank))),
  );
  // With the banks swapped another sector is at the address: what was read there is not the identity.
  const read = refusals.some((refusal) => forbidsReading(refusal, device.bank)) ? undefined : otp;
  return {
    probe: chip.probe,
    chip: planChipOf(chip),
    refusals,
    bytes: read?.bytes ?? new Uint8Array(),
    ecc: read?.ecc ?? new Map(),
  };
}
