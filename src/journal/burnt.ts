import { firmwareStep } from '../burn/index.js';
import { factsOf } from '../errors/index.js';
import { isFinished } from './interrupted-runs.js';
import type { EndLine } from './line.js';

/** Whether a run that had begun may have burnt OTP, or found there what it was to burn. Without an end it may. */
export function mayHaveBurntOtp(end: EndLine | undefined): boolean {
  if (!end || isFinished(end)) return true;
  if (end.written !== undefined) return end.written === 'otp';
  if (end.step === firmwareStep) return false;
  // Lines of older versions do not say it. A code of another version may mean anything.
  return !end.codes.every((code) => endsBeforeOtp(code));
}

/** Whether no byte of OTP is written by a run that ends with a code. */
export function endsBeforeOtp(code: string): boolean {
  return factsOf(code)?.effect === 'none' || afterFirmware.has(code);
}

/** Found between the firmware and the OTP. */
const afterFirmware: ReadonlySet<string> = new Set([
  'PLAN_CHANGED',
  'FIRMWARE_DIFFERS',
  'FLASH_DOWNLOAD_FAILED',
]);
