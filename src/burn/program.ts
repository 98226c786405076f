import { OtpforgeError } from '../errors/index.js';
import type { FlashProgress } from '../target/index.js';
import { burnOtp, checkRam } from './burn-otp.js';
import { failOnDifference } from './differences.js';
import { forgetEccErrors } from './otp-contents.js';
import type { Plan } from './plan-types.js';
import { readBack } from './read-back.js';
import { splitRegions } from './regions.js';
import type { ProgramReport, ReadBackRange } from './report.js';
import { type BurnRequest, type PlannedChip, planAgain, planChip } from './session.js';
import { firmwareStep, UnitRun } from './unit-run.js';

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
  /** Called before each write begins; until then nothing has been written, and a stop by `signal` keeps it so. */
  readonly onWrite?: () => void;
}

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
  const run = new UnitRun(options.signal, options.onWrite);
  const { firmware, burnt } = await run.guard(async () => {
    const firmware = await programFirmware(request, planned, run, options);
    // Something else than a debugger's reads has touched the chip, so the plan must still hold.
    if (irreversible && firmware.programmed) await checkPlanUnchanged(request, planned);
    const done = { firmware, burnt: await burnOtp(request, planned, run) };
    if (!options.leaveHalted) await request.probe.resetRun();
    return done;
  });
  const result = irreversible || firmware.programmed ? 'done' : 'nothing-to-do';
  return report(planned, result, { firmware: firmware.ranges, ...burnt });
}

function report(
  { chip, plan }: PlannedChip,
  result: ProgramReport['result'],
  done: Partial<Pick<ProgramReport, 'firmware' | 'unitsBurnt' | 'locksSet' | 'locksInForce' | 'otp'>>,
): ProgramReport {
  return {
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
  planned: PlannedChip,
  run: UnitRun,
  options: ProgramOptions,
): Promise<{ programmed: boolean; ranges: readonly ReadBackRange[] }> {
  if (planned.plan.firmware.length === 0) return { programmed: false, ranges: [] };
  const { probe, device, image } = request;
  const { firmware } = splitRegions(image, device);
  const before = await readBack(probe, firmware, device.bank);
  if (before.every(({ equal }) => equal)) return { programmed: false, ranges: before };
  return run.step(firmwareStep, async (begin) => {
    await checkRam(request, planned);
    begin();
    await probe.programFlash(firmware, options.progress);
    // A data cache may hold what was there before, and a download leaves a chip in no known state.
    await forgetEccErrors(probe, device.bank);
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

async function checkPlanUnchanged(request: BurnRequest, planned: PlannedChip): Promise<void> {
  const { plan } = planned;
  const now = await planAgain(request, planned);
  if (now.hash === plan.hash) return;
  throw new OtpforgeError('PLAN_CHANGED', {
    message: () => 'the OTP changed between the plan and the burn: nothing was burnt into OTP',
    remedy: 'Check that no firmware runs and no other tool is connected, then run the command again.',
    memory: { values: { planned: plan.otpSha256, found: now.otpSha256 } },
  });
}
