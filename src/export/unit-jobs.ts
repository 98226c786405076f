import type { Device } from '../bank/index.js';
import { type Job, type JobSegment, makeJob, segmentsOf } from '../burn/job.js';
import type { PlanUnit } from '../burn/plan-types.js';
import { planUnits } from '../burn/plan-units.js';
import { splitRegions } from '../burn/regions.js';
import { OtpforgeError } from '../errors/index.js';
import { type SparseImage, writeIntelHex } from '../image/index.js';
import type { LoaderElf } from '../loader/index.js';
import { hex32, hexBytes } from '../text/hex.js';

/** What a unit's image wants of a blank chip. */
export interface UnitJobs {
  /** The main flash as Intel HEX; undefined when the image holds none. */
  readonly firmware: Uint8Array | undefined;
  readonly data: UnitJob | undefined;
  readonly locks: UnitJob | undefined;
  /** Wanted bytes that no job burns, since they are all ones: the chip must hold them anyway. */
  readonly ones: readonly JobSegment[];
}

export interface UnitJob {
  readonly job: Job;
  /** The write units that it burns on a blank chip. */
  readonly units: readonly PlanUnit[];
}

/**
 * The jobs that burn an image into a blank chip, for scripts that run without us: a chip that is not blank is for the
 * script and the loader to refuse. Blocks of `lockEmpty` may be locked though the image holds nothing for them. Errors: EXPORT_REFUSED when the image itself cannot be burnt, LOADER_TOO_LARGE.
 */
export function unitJobs(
  device: Device,
  image: SparseImage,
  loader: LoaderElf,
  lockEmpty: readonly number[] = [],
): UnitJobs {
  const regions = splitRegions(image, device);
  const units = planUnits(device.bank, regions.otp, blankOtp(device), undefined, lockEmpty);
  refuse(regions.refusals, units);
  const [data, locks] = (['data', 'lock'] as const).map((kind) => {
    const wanted = units.filter((unit) => unit.kind === kind && unit.state === 'burn');
    return wanted.length === 0
      ? undefined
      : { job: makeJob(device.bank, loader, segmentsOf(wanted)), units: wanted };
  });
  return {
    firmware: regions.firmware.isEmpty ? undefined : writeIntelHex(regions.firmware),
    data,
    locks,
    ones: onesOf(regions.otp, units),
  };
}

function onesOf(otp: SparseImage, units: readonly PlanUnit[]): readonly JobSegment[] {
  return units
    .filter(({ state }) => state === 'skip')
    .flatMap(({ address, length }) => otp.clip(address, address + length).segments)
    .reduce<JobSegment[]>((runs, { address, bytes }) => {
      const last = runs.at(-1);
      if (last && last.address + last.bytes.length === address) {
        runs[runs.length - 1] = { address: last.address, bytes: Buffer.concat([last.bytes, bytes]) };
      } else runs.push({ address, bytes });
      return runs;
    }, []);
}

function blankOtp({ bank }: Device): Uint8Array {
  return new Uint8Array(bank.otp.size).fill(bank.otp.erasedValue);
}

function refuse(regions: readonly { message: string; remedy: string }[], units: readonly PlanUnit[]): void {
  const [region] = regions;
  if (region) throw new OtpforgeError('EXPORT_REFUSED', region);
  const bad = units.find(({ state }) => state !== 'burn' && state !== 'skip');
  if (bad) {
    throw new OtpforgeError('EXPORT_REFUSED', {
      message: (show) =>
        `${hex32(bad.address)} (${bad.from.join(', ')}) wants ${show(hexBytes(bad.wanted))}: it cannot be burnt even into a blank chip (${bad.reason})`,
      remedy:
        bad.reason === 'block-is-empty'
          ? `Put the block's data into the image, or ask for this lock by name: --lock-empty ${bad.block}.`
          : 'Put whole write units into the image (--fill names the byte for the rest), and only 00 into lock bytes.',
      details: { state: bad.state, reason: bad.reason },
      memory: { address: bad.address, length: bad.length, values: { wanted: hexBytes(bad.wanted) } },
    });
  }
  if (units.some(({ state }) => state === 'burn')) return;
  throw new OtpforgeError('EXPORT_REFUSED', {
    message: 'the image holds nothing for the OTP',
    remedy: 'Merge the unit data into it with otpforge merge.',
  });
}
