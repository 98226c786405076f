import { type Device, isSector } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { Probe } from '../probe/index.js';
import { inPhase, type OnProgress } from './events.js';
import { identityRefusals, inspectChip, planChipOf } from './identify.js';
import type { OtpContents } from './otp-contents.js';
import { otpReader } from './otp-reader.js';
import { forbidsReading } from './preconditions.js';
import { compareWithArea, eccFindings, readBack } from './read-back.js';
import { type Regions, splitRegions } from './regions.js';
import type { ReadBackRange, VerifyReport } from './report.js';
import type { UnitJudge } from './unit-judge.js';

/** Compares a chip with an image, main flash and OTP alike. Resets and halts the chip, writes nothing. */
export async function verifyUnit(
  probe: Probe,
  device: Device,
  image: SparseImage,
  judge?: UnitJudge,
  onProgress?: OnProgress,
): Promise<VerifyReport> {
  const inspected = await inPhase(onProgress, 'inspect', 1, () => inspectChip(probe, device));
  const { chip, otp } = inspected;
  const regions = splitRegions(image, device);
  // A comparison needs the right chip and a readable one; its supply matters only to a burn.
  const isOtpAlone = otp !== undefined && regions.firmware.byteCount === 0;
  const refusals = [
    ...identityRefusals(inspected, device, !isSector(device.bank)),
    ...regions.refusals,
  ].filter(
    (refusal) =>
      !(ofBurns.has(refusal.code) && otp && !forbidsReading(refusal, device.bank)) &&
      !(refusal.code === 'READ_PROTECTION' && isOtpAlone),
  );
  const isRefused = refusals.length > 0 || !otp;
  const ranges = isRefused ? [] : await compare(probe, device, regions, otp, onProgress);
  const ecc = isRefused ? [] : eccFindings(regions.otp, device.bank, otp.ecc);
  const unit = isRefused ? undefined : judge?.judge(otpReader(device.bank, otp, chip.uid));
  const isValid = (unit?.problems ?? []).length === 0;
  const equal = isValid && ecc.length === 0 && ranges.every((range) => range.equal);
  return {
    result: isRefused ? 'refused' : equal ? 'equal' : 'different',
    device: device.name,
    probe: chip.probe,
    chip: planChipOf(chip),
    refusals,
    ranges,
    ecc,
    warnings: image.warnings,
    ...(unit && { unit }),
  };
}

const ofBurns: ReadonlySet<string> = new Set(['VOLTAGE', 'VOLTAGE_SCALING', 'PRECONDITION']);

async function compare(
  probe: Probe,
  device: Device,
  { firmware, otp }: Regions,
  { bytes }: OtpContents,
  onProgress: OnProgress | undefined,
): Promise<readonly ReadBackRange[]> {
  const flashRanges = await inPhase(onProgress, 'verify-firmware', firmware.byteCount, () =>
    readBack(probe, firmware, device.bank),
  );
  return [...flashRanges, ...compareWithArea(otp, device.bank.otp.base, bytes)];
}
