import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { failOnDifference } from './differences.js';
import { type Job, makeJob, segmentsOf } from './job.js';
import { JobError, jobStatus } from './job-status.js';
import { readOtpBack } from './otp-contents.js';
import { unitsToBurn } from './plan.js';
import type { PlanUnit } from './plan-types.js';
import { compareWithArea, eccFindings } from './read-back.js';
import type { EccFinding, ProgramReport, ReadBackRange } from './report.js';
import { downloadJob, runJob } from './run-job.js';
import type { BurnRequest, PlannedChip } from './session.js';
import type { UnitRun } from './unit-run.js';

/**
 * Downloads the first job and compares: RAM that does not hold it is a reason to refuse, and must show before the
 * firmware is written. Errors: LOADER_RAM, LOADER_TOO_LARGE.
 */
export async function checkRam(request: BurnRequest, planned: PlannedChip): Promise<void> {
  const [first] = [unitsToBurn(planned.plan, 'data'), unitsToBurn(planned.plan, 'lock')].filter(
    ({ length }) => length > 0,
  );
  if (first) await downloadJob(request.probe, jobOf(request, planned, first));
}

/** Burns OTP data, reads it back, then sets the locks and reads again. Errors: as programUnit. */
export async function burnOtp(
  request: BurnRequest,
  planned: PlannedChip,
  run: UnitRun,
): Promise<Pick<ProgramReport, 'unitsBurnt' | 'locksSet' | 'locksInForce' | 'otp'>> {
  const { image } = request;
  const data = unitsToBurn(planned.plan, 'data');
  const locks = unitsToBurn(planned.plan, 'lock');
  const withoutLocks = withoutUnits(image, locks);
  let otp =
    data.length > 0
      ? await run.step(`${data.length} OTP data units`, async (begin) => {
          await burnUnits(request, planned, data, begin);
          return verifyOtp(request, planned, withoutLocks);
        })
      : await verifyOtp(request, planned, withoutLocks);
  let inForce = 0;
  if (locks.length > 0) {
    otp = await run.step(`${locks.length} OTP locks`, async (begin) => {
      const isAgain = ({ reason }: PlanUnit) => reason === 'cut-short';
      for (const lock of locks.filter(isAgain)) {
        if (!(await lockAgain(request, planned, lock, begin))) inForce += 1;
      }
      const others = locks.filter((lock) => !isAgain(lock));
      if (others.length > 0) await burnUnits(request, planned, others, begin);
      return verifyOtp(request, planned, image);
    });
  }
  return {
    unitsBurnt: data.length,
    locksSet: locks.length - inForce,
    ...(inForce > 0 && { locksInForce: inForce }),
    otp,
  };
}

async function burnUnits(
  request: BurnRequest,
  planned: PlannedChip,
  units: readonly PlanUnit[],
  begin: () => void,
): Promise<void> {
  await runJob(request.probe, request.device.bank, jobOf(request, planned, units), begin);
}

// RM0090 §3.8 leaves open whether a lock byte that is set protects itself. A refusal proves that the lock is in force;
// false then: nothing was programmed.
async function lockAgain(
  request: BurnRequest,
  planned: PlannedChip,
  lock: PlanUnit,
  begin: () => void,
): Promise<boolean> {
  const { WRPERR } = request.device.bank.controller.statusBits;
  try {
    await burnUnits(request, planned, [lock], begin);
    return true;
  } catch (error) {
    const isProtected =
      error instanceof JobError && error.result.status === jobStatus.flash && WRPERR !== undefined;
    if (!isProtected || error.result.flashSR !== 1 << WRPERR) throw error;
    return false;
  }
}

function jobOf({ device, loader }: BurnRequest, { plan }: PlannedChip, units: readonly PlanUnit[]): Job {
  return makeJob(device.bank, loader, segmentsOf(units), plan.programsEqual);
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
