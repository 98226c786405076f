import { areaName, type Device, isSector } from '../bank/index.js';
import { type ErrorOptionsOf, OtpforgeError } from '../errors/index.js';
import type { Probe } from '../probe/index.js';
import { endOf } from '../range/index.js';
import { uidText } from '../target/index.js';
import { type BankChange, bankChanges } from './bank-changes.js';
import { readUid, uidRange } from './identify.js';
import { changeText, inFlightUnits } from './judge-bank.js';
import { type EccState, isReadPast, readOtpBytes, readOtpContents } from './otp-contents.js';
import { type BurnRequest, type PlannedChip, planWith } from './session.js';
import { readWhole } from './words.js';

/**
 * Reads unique ID and OTP once more, just before the first write: between the plan and the answer to it a board can be
 * swapped. Flags of the ECC are not looked at here; they stay set and are found after the burn, before any lock.
 * Errors: CHIP_CHANGED.
 */
export async function checkSameChip({ probe, device }: BurnRequest, planned: PlannedChip): Promise<void> {
  const { chip, otp } = planned;
  if (!otp) return;
  const now = await readUidAndOtp(probe, device, otp.ecc);
  if (now.uid !== chip.uid) {
    throw new OtpforgeError('CHIP_CHANGED', {
      message: `${otherBoard(chip.uid, now.uid)}: nothing was written`,
      remedy: 'Run the command again with the board that is to be programmed: it makes a plan of its own.',
      details: { planned: chip.uid, found: now.uid },
    });
  }
  const found = { bytes: now.bytes, ecc: otp.ecc };
  const [first, ...more] = bankChanges(device.bank, otp, found, inFlightUnits(planned));
  if (!first) return;
  throw new OtpforgeError('CHIP_CHANGED', {
    ...changedText(first, more, device, 'nothing was written'),
    remedy: 'Check that no other tool is connected, then run the command again: it makes a new plan.',
  });
}

/**
 * The same after the firmware was written, with the plan computed again: something else than a debugger's reads has
 * touched the chip by then. Errors: PLAN_CHANGED.
 */
export async function checkPlanUnchanged(request: BurnRequest, planned: PlannedChip): Promise<void> {
  const { probe, device } = request;
  const { chip, plan } = planned;
  const uid = await readUid(probe, device);
  const otp = await readOtpContents(probe, device, planned.otp?.ecc);
  const remedy = 'Check that no firmware runs and no other tool is connected, then run the command again.';
  if (uid !== chip.uid) {
    throw new OtpforgeError('PLAN_CHANGED', {
      message: `${otherBoard(chip.uid, uid)}: nothing was burnt into its ${areaName(device.bank)}`,
      remedy,
      details: { planned: chip.uid, found: uid },
    });
  }
  if (planWith(request, { ...planned, otp }).hash === plan.hash) return;
  const [first, ...more] = planned.otp ? bankChanges(device.bank, planned.otp, otp) : [];
  const outcome = `nothing was burnt into ${isSector(device.bank) ? 'the reserved sector' : 'OTP'}`;
  throw new OtpforgeError('PLAN_CHANGED', {
    ...(first
      ? changedText(first, more, device, outcome)
      : { message: `the plan is another now: ${outcome}` }),
    remedy,
  });
}

// Where both lie side by side one access reads them.
async function readUidAndOtp(
  probe: Probe,
  device: Device,
  ecc: ReadonlyMap<number, EccState>,
): Promise<{ uid: string; bytes: Uint8Array }> {
  const { base, size } = device.bank.otp;
  const uid = uidRange(device.bank);
  if (uid.address !== base + size || isReadPast(ecc)) {
    return { uid: await readUid(probe, device), bytes: await readOtpBytes(probe, device, ecc) };
  }
  const both = await readWhole(probe, base, endOf(uid) - base);
  return { uid: uidText(both.subarray(size)), bytes: both.subarray(0, size) };
}

function otherBoard(planned: string, found: string): string {
  return `the chip's unique ID was ${planned} when the plan was made and is ${found} now: another board is connected`;
}

function changedText(
  first: BankChange,
  more: readonly BankChange[],
  { bank }: Device,
  outcome: string,
): ErrorOptionsOf {
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return changeText(first, bank, (what) => `${what}${others} after the plan was made: ${outcome}`);
}
