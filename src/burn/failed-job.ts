import { around, OtpforgeError } from '../errors/index.js';
import { bankChanges } from './bank-changes.js';
import { judgeBank } from './judge-bank.js';
import { type OtpContents, readOtpBack } from './otp-contents.js';
import type { PlanUnit } from './plan-types.js';
import type { BurnRequest, PlannedChip } from './session.js';

/** What the jobs of a run had to burn. */
export interface BurntUnits {
  /** By jobs that came to their end, read back. */
  readonly before: readonly PlanUnit[];
  /** By the job that failed. */
  readonly now: readonly PlanUnit[];
}

/**
 * The error of a job that was started and failed, with the bank looked at once more. That nothing was written holds
 * only of a bank that reads as before; and no loader hides behind an error what it burnt beyond its job.
 */
export async function failedJob(
  request: BurnRequest,
  planned: PlannedChip,
  units: BurntUnits,
  error: unknown,
): Promise<unknown> {
  const found = await readBank(request, planned);
  if (found) {
    try {
      judgeBank(request, planned, [...units.before, ...units.now], found);
    } catch (unplanned) {
      return unplanned;
    }
  }
  if (!claimsNothing(error)) return error;
  if (found && isUntouched(request, planned, units, found) && canTell(error, planned)) return error;
  const doubt = found
    ? 'the bank does not show that nothing was written'
    : 'the bank could not be read again';
  return new OtpforgeError('BURN_INTERRUPTED', {
    ...around(error, (text) => `${text}; ${doubt}`),
    remedy: 'Power the board off and on, then run the same command again: it reads the chip and finishes.',
  });
}

function claimsNothing(error: unknown): error is OtpforgeError {
  return (
    error instanceof OtpforgeError && (error.code === 'LOADER_REFUSED' || error.code === 'LOADER_NOT_STARTED')
  );
}

// A byte that is programmed once more reads the same before and after. A loader that answers refuses in its first pass.
function canTell({ code }: OtpforgeError, { plan }: PlannedChip): boolean {
  return code === 'LOADER_REFUSED' || !plan.programsEqual;
}

async function readBank(
  { probe, device }: BurnRequest,
  { otp }: PlannedChip,
): Promise<Pick<OtpContents, 'bytes' | 'ecc'> | undefined> {
  try {
    return await readOtpBack(probe, device, otp?.ecc);
  } catch {
    // The job's own error is what the user must hear of.
    return undefined;
  }
}

function isUntouched(
  { device }: BurnRequest,
  { otp }: PlannedChip,
  { before }: BurntUnits,
  found: Pick<OtpContents, 'bytes' | 'ecc'>,
): boolean {
  return otp !== undefined && bankChanges(device.bank, otp, found, before).length === 0;
}
