import { areaName, type Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { failOnDifference } from './differences.js';
import { inPhase, type Phase } from './events.js';
import { type BurntUnits, failedJob } from './failed-job.js';
import { type Job, makeJob, segmentsOf } from './job.js';
import { JobError, jobStatus } from './job-status.js';
import { judgeBank } from './judge-bank.js';
import { readOtpBack } from './otp-contents.js';
import { otpReader } from './otp-reader.js';
import { unitsToBurn } from './plan.js';
import type { PlanUnit } from './plan-types.js';
import { compareWithArea, eccFindings } from './read-back.js';
import { splitRegions } from './regions.js';
import type { EccFinding, ProgramReport } from './report.js';
import { downloadJob, runJob } from './run-job.js';
import type { BurnRequest, PlannedChip } from './session.js';
import { judgedUnit } from './unit-judge.js';
import { dataStep, lockStep, type UnitRun } from './unit-run.js';

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

/**
 * Burns OTP data and looks at the whole bank, then sets the locks and looks again. `firmwareWritten`: something has
 * touched the chip, so that the bank is looked at even if nothing of it is to be burnt. Errors: as programUnit.
 */
export async function burnOtp(
  request: BurnRequest,
  planned: PlannedChip,
  run: UnitRun,
  firmwareWritten: boolean,
): Promise<Pick<ProgramReport, 'unitsBurnt' | 'locksSet' | 'locksInForce' | 'otp' | 'unit'>> {
  const { image, onProgress } = request;
  const data = unitsToBurn(planned.plan, 'data');
  const locks = unitsToBurn(planned.plan, 'lock');
  const withoutLocks = withoutUnits(image, locks);
  // A unit that its layout finds wrong is not locked.
  let found =
    data.length > 0
      ? await run.step(dataStep(data.length, areaName(request.device.bank)), async (begin) => {
          await inPhase(onProgress, 'burn-data', data.length, () =>
            burnUnits(request, planned, { before: [], now: data }, begin),
          );
          return verifyOtp(request, planned, withoutLocks, data);
        })
      : firmwareWritten || touchesOtp(request) || request.unit
        ? await verifyOtp(request, planned, withoutLocks, [])
        : { otp: [] };
  let inForce = 0;
  if (locks.length > 0) {
    found = await run.step(lockStep(locks.length), async (begin) => {
      const isAgain = ({ reason }: PlanUnit) => reason === 'cut-short';
      await inPhase(onProgress, 'set-locks', locks.length, async () => {
        const before = [...data];
        for (const lock of locks.filter(isAgain)) {
          if (!(await lockAgain(request, planned, { before, now: [lock] }, begin))) inForce += 1;
          before.push(lock);
        }
        const others = locks.filter((lock) => !isAgain(lock));
        if (others.length > 0) await burnUnits(request, planned, { before, now: others }, begin);
      });
      return verifyOtp(request, planned, image, [...data, ...locks], 'verify-locks');
    });
  }
  return {
    unitsBurnt: data.length,
    locksSet: locks.length - inForce,
    ...(inForce > 0 && { locksInForce: inForce }),
    ...found,
  };
}

async function burnUnits(
  request: BurnRequest,
  planned: PlannedChip,
  units: BurntUnits,
  begin: () => void,
): Promise<void> {
  let isStarted = false;
  try {
    await runJob(request.probe, request.device.bank, jobOf(request, planned, units.now), () => {
      begin();
      isStarted = true;
    });
  } catch (error) {
    throw isStarted ? await failedJob(request, planned, units, error) : error;
  }
}

// RM0090 §3.8 leaves open whether a lock byte that is set protects itself. A refusal proves that the lock is in force;
// false then: nothing was programmed.
async function lockAgain(
  request: BurnRequest,
  planned: PlannedChip,
  lock: BurntUnits,
  begin: () => void,
): Promise<boolean> {
  const { WRPERR } = request.device.bank.controller.statusBits;
  try {
    await burnUnits(request, planned, lock, begin);
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
  request: BurnRequest,
  planned: PlannedChip,
  image: SparseImage,
  burnt: readonly PlanUnit[],
  phase: Phase = 'verify-data',
): Promise<Pick<ProgramReport, 'otp' | 'unit'>> {
  const { probe, device, unit: judge, onProgress } = request;
  const { base, size } = device.bank.otp;
  const wanted = image.clip(base, base + size);
  const found = await inPhase(onProgress, phase, size, () => readOtpBack(probe, device, planned.otp?.ecc));
  judgeBank(request, planned, burnt, found);
  const { bytes, ecc } = found;
  failOnEcc(eccFindings(wanted, device.bank, ecc), device.bank);
  const ranges = compareWithArea(wanted, base, bytes);
  failOnDifference(
    ranges,
    'READ_BACK_DIFFERS',
    `the ${areaName(device.bank)}`,
    'Run the same command again: it reads the chip and finishes, or says why it cannot.',
  );
  const unit = judgedUnit(judge, otpReader(device.bank, found, planned.chip.uid));
  return { otp: ranges, ...(unit && { unit }) };
}

function touchesOtp({ image, device }: BurnRequest): boolean {
  return !splitRegions(image, device).otp.isEmpty;
}

function withoutUnits(image: SparseImage, units: readonly PlanUnit[]): SparseImage {
  return units.reduce((rest, { address, length }) => rest.without(address, address + length), image);
}

function failOnEcc(findings: readonly EccFinding[], bank: Bank): void {
  const [first] = findings;
  if (!first) return;
  throw new OtpforgeError('READ_BACK_WEAK', {
    message: `the ${areaName(bank)} at ${hex32(first.address)} reads back ${first.state === 'weak' ? 'only with one wrong bit corrected' : 'with a double ECC error'} (${count(findings.length, 'unit')} in all)`,
    remedy: 'Use a spare slot of the layout, or another chip: the unit can be programmed only once.',
    details: { units: findings.map(({ address, state }) => ({ address, state })) },
  });
}
