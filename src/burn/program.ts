import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import type { FlashProgress } from '../probe/index.js';
import { hex32 } from '../text/hex.js';
import { makeJob, segmentsOf } from './job.js';
import { forgetEccErrors, readOtpBack } from './otp-contents.js';
import { unitsToBurn } from './plan.js';
import type { Plan, PlanUnit } from './plan-types.js';
import { compareWithArea, eccFindings, readBack } from './read-back.js';
import { splitRegions } from './regions.js';
import type { EccFinding, ProgramReport, ReadBackRange } from './report.js';
import { downloadJob, runJob } from './run-job.js';
import { type BurnRequest, type PlannedChip, planAgain, planChip } from './session.js';
import { UnitRun } from './unit-run.js';

export interface ProgramOptions {
  /** Shown the plan before anything is written; false declines. Not asked when nothing is irreversible. */
  readonly confirm: (plan: Plan) => Promise<boolean>;
  /** Burn this plan and no other. */
  readonly expectedHash?: string;
  readonly progress?: (state: FlashProgress) => void;
  /** Leave the core halted instead of letting the firmware run at the end. */
  readonly leaveHalted?: boolean;
  /** Stops the run before its next write; what is being written is finished and read back first. */
  readonly signal?: AbortSignal;
  /** The hash that a plan is confirmed by; its own unless given. */
  readonly hashOf?: (plan: Plan) => string;
  /** Hears of the plan, a refused one too, before anybody is asked. Its error ends the run: nothing is written. */
  readonly onPlanned?: (planned: PlannedChip) => Promise<void>;
  /** Called when all is decided, right before the first write. Its error ends the run: nothing is written. */
  readonly onBegin?: () => Promise<void>;
}

/** The step of a run that writes main flash, as errors name it. */
export const firmwareStep = 'the firmware';

/**
 * Programs a whole unit in the one order that keeps the irreversible last: every refusal, firmware, its
 * verification, data, its read-back, locks, their read-back.
 * Errors: DECLINED, STOPPED, BURN_STOPPED, PLAN_NOT_CONFIRMED, FIRMWARE_DIFFERS, PLAN_CHANGED, LOADER_*, BURN_*, READ_BACK_DIFFERS.
 */
export async function programUnit(request: BurnRequest, options: ProgramOptions): Promise<ProgramReport> {
  const planned = await planChip(request);
  const { plan } = planned;
  await options.onPlanned?.(planned);
  if (plan.refusals.length > 0) return report(planned, 'refused', {});
  checkExpectedHash(options.hashOf?.(plan) ?? plan.hash, options.expectedHash);
  const irreversible = plan.units.some(({ state }) => state === 'burn');
  if (irreversible && !(await options.confirm(plan))) {
    throw new OtpforgeError('DECLINED', { message: 'declined: nothing was written' });
  }
  await options.onBegin?.();
  const run = new UnitRun(options.signal);
  const { firmware, burnt } = await run.guard(async () => {
    const firmware = await programFirmware(request, plan, run, options);
    // Something else than a debugger's reads has touched the chip, so the plan must still hold.
    if (irreversible && firmware.programmed) await checkPlanUnchanged(request, planned);
    const done = { firmware, burnt: await burn(request, planned, run) };
    if (!options.leaveHalted) await request.probe.resetRun();
    return done;
  });
  const result = irreversible || firmware.programmed ? 'done' : 'nothing-to-do';
  return report(planned, result, { firmware: firmware.ranges, ...burnt });
}

function report(
  { chip, plan }: PlannedChip,
  result: ProgramReport['result'],
  done: Partial<Pick<ProgramReport, 'firmware' | 'unitsBurnt' | 'locksSet' | 'otp'>>,
): ProgramReport {
  return {
    format: 'otpforge.report/1',
    result,
    probe: chip.probe,
    plan,
    firmware: [],
    unitsBurnt: 0,
    locksSet: 0,
    otp: [],
    ...done,
  };
}

function checkExpectedHash(found: string, expected: string | undefined): void {
  if (expected === undefined || expected === found) return;
  throw new OtpforgeError('PLAN_NOT_CONFIRMED', {
    message: `the plan is ${found}, confirmed was ${expected}: the chip, the image or the loader is not what was confirmed`,
    remedy: 'Look at the plan again with otpforge plan, and confirm its hash.',
    details: { expected, found },
  });
}

async function programFirmware(
  request: BurnRequest,
  plan: Plan,
  run: UnitRun,
  options: ProgramOptions,
): Promise<{ programmed: boolean; ranges: readonly ReadBackRange[] }> {
  if (plan.firmware.length === 0) return { programmed: false, ranges: [] };
  const { probe, device, image } = request;
  const { firmware } = splitRegions(image, device);
  const before = await readBack(probe, firmware, device.bank);
  if (before.every(({ equal }) => equal)) return { programmed: false, ranges: before };
  return run.step(firmwareStep, async (begin) => {
    await checkRam(request, plan);
    begin();
    await probe.programFlash(firmware, options.progress);
    if (before.some(({ eccError }) => eccError)) await forgetEccErrors(probe, device.bank);
    const ranges = await readBack(probe, firmware, device.bank);
    failOnDifference(
      ranges,
      'FIRMWARE_DIFFERS',
      'the main flash',
      'OTP was not touched. Run the command again.',
    );
    return { programmed: true, ranges };
  });
}

// RAM that does not hold the loader is a reason to refuse, and must show before the firmware is written.
async function checkRam({ probe, device, loader }: BurnRequest, plan: Plan): Promise<void> {
  const [first] = [unitsToBurn(plan, 'data'), unitsToBurn(plan, 'lock')].filter(({ length }) => length > 0);
  if (first) await downloadJob(probe, makeJob(device.bank, loader, segmentsOf(first)));
}

async function burn(
  request: BurnRequest,
  planned: PlannedChip,
  run: UnitRun,
): Promise<Pick<ProgramReport, 'unitsBurnt' | 'locksSet' | 'otp'>> {
  const { image } = request;
  const data = unitsToBurn(planned.plan, 'data');
  const locks = unitsToBurn(planned.plan, 'lock');
  const withoutLocks = withoutUnits(image, locks);
  let otp =
    data.length > 0
      ? await run.step(`${data.length} OTP data units`, async (begin) => {
          await burnUnits(request, data, begin);
          return verifyOtp(request, planned, withoutLocks);
        })
      : await verifyOtp(request, planned, withoutLocks);
  if (locks.length > 0) {
    otp = await run.step(`${locks.length} OTP locks`, async (begin) => {
      await burnUnits(request, locks, begin);
      return verifyOtp(request, planned, image);
    });
  }
  return { unitsBurnt: data.length, locksSet: locks.length, otp };
}

async function burnUnits(
  { probe, device, loader }: BurnRequest,
  units: readonly PlanUnit[],
  begin: () => void,
): Promise<void> {
  await runJob(probe, device.bank, makeJob(device.bank, loader, segmentsOf(units)), begin);
}

async function checkPlanUnchanged(request: BurnRequest, planned: PlannedChip): Promise<void> {
  const { plan } = planned;
  const now = await planAgain(request, planned);
  if (now.hash === plan.hash) return;
  throw new OtpforgeError('PLAN_CHANGED', {
    message: 'the OTP changed between the plan and the burn: nothing was burnt into OTP',
    remedy: 'Check that no firmware runs and no other tool is connected, then run the command again.',
    details: { planned: plan.otpSha256, found: now.otpSha256 },
  });
}

async function verifyOtp(
  { probe, device }: BurnRequest,
  planned: PlannedChip,
  image: SparseImage,
): Promise<readonly ReadBackRange[]> {
  const { base, size } = device.bank.otp;
  const wanted = image.clip(base, base + size);
  if (wanted.isEmpty) return [];
  const { bytes, ecc } = await readOtpBack(probe, device, planned.otp?.ecc);
  failOnEcc(eccFindings(wanted, device.bank, ecc));
  const ranges = compareWithArea(wanted, base, bytes);
  failOnDifference(
    ranges,
    'READ_BACK_DIFFERS',
    'the OTP',
    'Run the same command again: it reads the chip and finishes, or says why it cannot.',
  );
  return ranges;
}

function withoutUnits(image: SparseImage, units: readonly PlanUnit[]): SparseImage {
  return units.reduce((rest, { address, length }) => rest.without(address, address + length), image);
}

function failOnEcc(findings: readonly EccFinding[]): void {
  const [first] = findings;
  if (!first) return;
  throw new OtpforgeError('READ_BACK_WEAK', {
    message: `the OTP at ${hex32(first.address)} reads back ${first.state === 'weak' ? 'only with one wrong bit corrected' : 'with a double ECC error'} (${findings.length} units in all)`,
    remedy: 'Use a spare slot of the layout, or another chip: the unit takes no second programming.',
    details: { units: findings.map(({ address, state }) => ({ address, state })) },
  });
}

function failOnDifference(
  ranges: readonly ReadBackRange[],
  code: 'FIRMWARE_DIFFERS' | 'READ_BACK_DIFFERS',
  what: string,
  remedy: string,
): void {
  const different = ranges.find(({ equal }) => !equal);
  if (!different) return;
  if (!different.firstDifference) {
    throw new OtpforgeError(code, {
      message: `${what} from ${hex32(different.address)} to ${hex32(different.address + different.length - 1)} reads only with an ECC error`,
      remedy,
      details: { address: different.address, length: different.length },
    });
  }
  const { address, wanted, read } = different.firstDifference;
  throw new OtpforgeError(code, {
    message: `${what} at ${hex32(address)} reads ${byteText(read)}, wanted ${byteText(wanted)}`,
    remedy,
    details: { address, wanted: wanted ?? null, read: read ?? null },
  });
}

function byteText(byte: number | undefined): string {
  if (byte === undefined) return 'another byte';
  return byte < 0 ? 'nothing' : byte.toString(16).toUpperCase().padStart(2, '0');
}
