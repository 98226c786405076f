import type { Device } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import type { Probe } from '../probe/index.js';
import { identifyChip, identityRefusals, planChipOf } from './identify.js';
import { compareWithArea, readBack } from './read-back.js';
import { splitRegions } from './regions.js';
import type { ReadBackRange, VerifyReport } from './report.js';
import { readOtp } from './session.js';

/** Compares a chip with an image, main flash and OTP alike. Resets and halts the chip, writes nothing. */
export async function verifyUnit(probe: Probe, device: Device, image: SparseImage): Promise<VerifyReport> {
  const chip = await identifyChip(probe, device);
  const regions = splitRegions(image, device);
  // A comparison needs the right chip and a readable one; its supply matters only to a burn.
  const refusals = [...identityRefusals(chip, device), ...regions.refusals].filter(
    ({ code }) => code !== 'VOLTAGE' && code !== 'VOLTAGE_SCALING',
  );
  const ranges = refusals.length > 0 ? [] : await compare(probe, device, regions.firmware, regions.otp);
  const equal = ranges.every((range) => range.equal);
  return {
    format: 'otpforge.verify/1',
    result: refusals.length > 0 ? 'refused' : equal ? 'equal' : 'different',
    device: device.name,
    probe: chip.probe,
    chip: planChipOf(chip),
    refusals,
    ranges,
  };
}

async function compare(
  probe: Probe,
  device: Device,
  firmware: SparseImage,
  otp: SparseImage,
): Promise<readonly ReadBackRange[]> {
  const flashRanges = await readBack(probe, firmware);
  if (otp.isEmpty) return flashRanges;
  return [...flashRanges, ...compareWithArea(otp, device.bank.otp.base, await readOtp(probe, device))];
}
