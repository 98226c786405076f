import { isSector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { burnOtp, checkRam } from './burn-otp.js';
import { failOnDifference } from './differences.js';
import { forgetEccErrors } from './ecc-flags.js';
import { inPhase } from './events.js';
import type { Plan } from './plan-types.js';
import { readBack } from './read-back.js';
import { splitRegions } from './regions.js';
import type { ProgramReport, ReadBackRange } from './report.js';
import { checkPlanUnchanged, checkSameChip } from './same-chip.js';
import { guardSector, type KeepSector } from './sector-guard.js';
import { type BurnRequest, type PlannedChip, planChip } from './session.js';
import { firmwareStep, UnitRun } from './unit-run.js';

export interface ProgramOptions {
  /** Shown the plan before anything is written; false declines. Not asked when nothing is irreversible. */
  readonly confirm: (plan: Plan) => Promise<boolean>;
  /** Burn this plan and no other. */
  readonly expectedHash?: string;
  /** Leave the core halted instead of letting the firmware run at the end. */
  readonly leaveHalted?: boolean;
  /** Stops the run before its next write; what is being written is finished and read back first. */
  readonly signal?: AbortSignal;
  /** The hash that a plan is confirmed by; its own unless given. */
  readonly hashOf?: (plan: Plan) => string;
  /** Hears of the plan, a refused one too, before anybody is asked. Its error ends the run: nothing is written. */
  readonly onPlanned?: (planned: PlannedChip) => Promise<void>;
  /** Called when all is decided, just before the first write. Its error ends the run: nothing is written. */
  readonly onBegin?: () => Promise<void>;
  /** Called after the last read-back, while the core is halted. Its error ends the run after a write. */
  readonly onBurnt?: () => Promise<void>;
  /** Keeps what a reserved sector holds while a probe writes firmware. Its error ends the run: nothing is written. */
  readonly keepSector?: KeepSector;
  /** Called before each write begins; until then nothing has been written, and a stop by `signal` keeps it so. */
  readonly onWrite?: () => void;
}

/**
 * Programs a whole unit in the one order that keeps the irreversible last: every refusal, firmware, its
 * verification, data, its read-back, locks, their read-back.
 * Errors: DECLINED, STOPPED, PLAN_NOT_CONFIRMED, CHIP_CHANGED, LOADER_*; after a write BURN_*, FIRMWARE_DIFFERS, PLAN_CHANGED,
 * READ_BACK_*, SECTOR_CHANGED, UNIT_SPENT, UNPLANNED_CHANGE.
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
    const before = await readFirmware(request, planned);
    if (irreversible || !isThere(before)) await checkSameChip(request, planned);
    const firmware = await programFirmware(request, planned, run, before, options.keepSector);
    if (irreversible && firmware.programmed) await checkPlanUnchanged(request, planned);
    const done = { firmware, burnt: await burnOtp(request, planned, run, firmware.programmed) };
    await options.onBurnt?.();
    if (!options.leaveHalted) await request.probe.resetRun();
    return done;
  });
  const result = irreversible || firmware.programmed ? 'done' : 'nothing-to-do';
  return report(planned, result, { firmware: firmware.ranges, ...burnt });
}

function report(
  { chip, plan }: PlannedChip,
  result: ProgramReport['result'],
  done: Partial<
    Pick<ProgramReport, 'firmware' | 'unitsBurnt' | 'locksSet' | 'locksInForce' | 'otp' | 'unit'>
  >,
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

/** What the main flash holds where the image has firmware. */
async function readFirmware(
  { probe, device, image, onProgress }: BurnRequest,
  { plan }: PlannedChip,
): Promise<readonly ReadBackRange[]> {
  if (plan.firmware.length === 0) return [];
  const { firmware } = splitRegions(image, device);
  return inPhase(onProgress, 'compare-firmware', firmware.byteCount, () =>
    readBack(probe, firmware, device.bank),
  );
}

function isThere(ranges: readonly ReadBackRange[]): boolean {
  return ranges.every(({ equal }) => equal);
}

async function programFirmware(
  request: BurnRequest,
  planned: PlannedChip,
  run: UnitRun,
  before: readonly ReadBackRange[],
  keepSector: KeepSector | undefined,
): Promise<{ programmed: boolean; ranges: readonly ReadBackRange[] }> {
  if (isThere(before)) return { programmed: false, ranges: before };
  const { probe, device, image, onProgress } = request;
  const { firmware } = splitRegions(image, device);
  return run.step(firmwareStep, async (begin) => {
    await checkRam(request, planned);
    await guardSector(request, planned, keepSector, {
      begin,
      download: () =>
        probe.programFlash(firmware, ({ phase, done, total }) =>
          onProgress?.({ type: 'progress', phase: `${phase}-firmware`, done, total }),
        ),
    });
    // A data cache may hold what was there before, and a download leaves a chip in no known state.
    await forgetEccErrors(probe, device.bank);
    const ranges = await inPhase(onProgress, 'verify-firmware', firmware.byteCount, () =>
      readBack(probe, firmware, device.bank),
    );
    failOnDifference(
      ranges,
      'FIRMWARE_DIFFERS',
      'the main flash',
      `${isSector(device.bank) ? 'The reserved sector' : 'OTP'} was not touched. Run the command again.`,
    );
    return { programmed: true, ranges };
  });
}
