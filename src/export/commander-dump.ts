import type { Device } from '../bank/index.js';
import { bankChanges } from '../burn/bank-changes.js';
import { decodeJobResult, type JobResult, jobHeaderSize, jobMagic, jobVersion } from '../burn/job.js';
import { jobError } from '../burn/job-status.js';
import { otpReader } from '../burn/otp-reader.js';
import type { PlanUnit } from '../burn/plan-types.js';
import { planUnits } from '../burn/plan-units.js';
import { splitRegions } from '../burn/regions.js';
import type { UnitVerdict } from '../burn/report-document.js';
import type { UnitJudge } from '../burn/unit-judge.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

export interface DumpInput {
  readonly device: Device;
  readonly image: SparseImage;
  /** The whole bank, lock bytes included, as J-Link Commander saved it. */
  readonly otp: Uint8Array;
  /** The bank as it was before the burn: what else changed since? */
  readonly before?: Uint8Array;
  /** The word of DBGMCU_IDCODE. */
  readonly id?: Uint8Array;
  /** The job's header after the run. */
  readonly job?: Uint8Array;
  /** Judge the data alone: the locks are burnt by a later script. */
  readonly withoutLocks?: boolean;
  /** Blocks whose lock is wanted though nothing is written in them. */
  readonly lockEmpty?: readonly number[];
  /** The unique ID of the chip, which no dump holds. */
  readonly uid?: string | undefined;
  /** Judges the unit by its layout. */
  readonly unit?: Pick<UnitJudge, 'judge'> | undefined;
}

export interface DumpVerdict {
  /**
   * changed: beside what was to be burnt, something else changed since the earlier dump; verified: the dump holds all that the image wants; to-burn: it may still be burnt; different: it never can; invalid-unit: it
   * does, and by the layout that is not a valid unit;
   * job-failed: the dump looks right, but the loader did not report success.
   */
  readonly result:
    | 'verified'
    | 'to-burn'
    | 'different'
    | 'invalid-unit'
    | 'job-failed'
    | 'wrong-chip'
    | 'changed';
  readonly reason: string;
  readonly units: {
    readonly wanted: number;
    readonly held: number;
    readonly toBurn: number;
    readonly impossible: number;
  };
  /** Units that cannot hold what the image wants, first ones first. */
  readonly against: readonly PlanUnit[];
  /** Addresses that changed since the earlier dump, and that nothing asked for. */
  readonly changed?: readonly number[];
  /** What the layout says of the dump. */
  readonly unit?: UnitVerdict;
  /** What the loader left, where its dump was given. */
  readonly job?: JobResult & { readonly text: string };
}

/**
 * Decides from dumped files what no J-Link Commander script can.
 * Errors: IMAGE_REGION, DUMP_SIZE, DUMP_NOTHING_WANTED, JOB_DUMP_INVALID.
 */
export function judgeDump(input: DumpInput): DumpVerdict {
  const { device, image, otp } = input;
  const { bank } = device;
  checkSize('OTP dump', otp, bank.otp.size);
  refuseElsewhere(image, device);
  const unitsIn = (bytes: Uint8Array) =>
    planUnits(bank, image, bytes, undefined, input.lockEmpty).filter(
      ({ kind }) => kind === 'data' || !input.withoutLocks,
    );
  const units = unitsIn(otp);
  if (units.length === 0) {
    throw new OtpforgeError('DUMP_NOTHING_WANTED', {
      message: 'the image holds nothing for the OTP, so that no dump can be right or wrong',
      remedy: 'Name the image that was exported with --image.',
    });
  }
  const toBurn = units.filter(({ state }) => state === 'burn');
  const held = units.filter(({ state }) => state === 'skip');
  const against = units.filter(({ state }) => state !== 'burn' && state !== 'skip');
  const counts = {
    wanted: units.length,
    held: held.length,
    toBurn: toBurn.length,
    impossible: against.length,
  };
  const job = input.job && jobOf(input.job, device);
  const wrong = input.id && wrongChip(input.id, device);
  const changed = input.before && changedSince(input.before, input, unitsIn);
  const unit = input.unit?.judge(otpReader(bank, { bytes: otp, ecc: new Map() }, input.uid));
  const [problem] = unit?.problems ?? [];
  const verdict = wrong
    ? ({ result: 'wrong-chip', reason: wrong } as const)
    : changed?.[0] !== undefined
      ? ({ result: 'changed', reason: changedText(changed) } as const)
      : against[0]
        ? ({
            result: 'different',
            reason: `${against.length} write units can never hold what is wanted`,
          } as const)
        : toBurn[0]
          ? ({ result: 'to-burn', reason: `${toBurn.length} write units are still to burn` } as const)
          : job && job.status !== 0
            ? ({
                result: 'job-failed',
                reason: 'the dump looks right, but the loader reports no success',
              } as const)
            : problem !== undefined
              ? ({
                  result: 'invalid-unit',
                  reason: `the dump holds everything that the image wants, but by the layout: ${problem}`,
                } as const)
              : ({ result: 'verified', reason: 'the dump holds everything that the image wants' } as const);
  return {
    ...verdict,
    units: counts,
    against,
    ...(changed && { changed }),
    ...(unit && { unit }),
    ...(job && { job }),
  };
}

// What the exports refuse was never burnt, so that no dump can prove it.
function refuseElsewhere(image: SparseImage, device: Device): void {
  const [refusal] = splitRegions(image, device).refusals;
  if (refusal === undefined) return;
  const { message, remedy, address } = refusal;
  throw new OtpforgeError('IMAGE_REGION', {
    message,
    remedy,
    details: { ...(address !== undefined && { address }) },
  });
}

function changedSince(
  before: Uint8Array,
  { device: { bank }, otp }: DumpInput,
  unitsIn: (bytes: Uint8Array) => readonly PlanUnit[],
): readonly number[] {
  checkSize('earlier OTP dump', before, bank.otp.size);
  const mayChange = unitsIn(before).filter(({ state }) => state === 'burn');
  const ecc = new Map();
  const changes = bankChanges(bank, { bytes: before, ecc }, { bytes: otp, ecc }, mayChange);
  return changes.map(({ address }) => address);
}

function changedText(addresses: readonly number[]): string {
  const [first = 0] = addresses;
  const more = addresses.length > 1 ? ` and ${addresses.length - 1} more` : '';
  return `${hex32(first)}${more} changed since the earlier dump, and the image does not ask for it: set this unit aside`;
}

function jobOf(bytes: Uint8Array, { bank }: Device): JobResult & { readonly text: string } {
  checkSize('job dump', bytes, jobHeaderSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [magic, version] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (magic !== jobMagic || version !== jobVersion) {
    throw new OtpforgeError('JOB_DUMP_INVALID', {
      message: `the job dump is none: magic ${hex32(magic)}, version ${version}, expected ${hex32(jobMagic)}, version ${jobVersion}`,
      remedy:
        'Give the *-job.bin that the exported script of this step saved, and run that script again if it is lost.',
      details: { magic, version },
    });
  }
  const result = decodeJobResult(bytes);
  return { ...result, text: jobError(result, bank)?.message ?? 'the loader reports that all is done' };
}

function wrongChip(id: Uint8Array, device: Device): string | undefined {
  checkSize('IDCODE dump', id, 4);
  const devId = new DataView(id.buffer, id.byteOffset, 4).getUint32(0, true) & 0xfff;
  if (device.line.devIds.includes(devId)) return undefined;
  return `the chip's DEV_ID is ${hex(devId)}, ${device.name} has ${device.line.devIds.map(hex).join(' or ')}`;
}

function checkSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length === size) return;
  throw new OtpforgeError('DUMP_SIZE', {
    message: `the ${what} has ${count(bytes.length, 'byte')}, expected ${size}`,
    remedy: 'Give the raw binary files that were saved of the same device; Intel HEX is not taken here.',
    details: { size: bytes.length, expected: size },
  });
}
