import { firmwareStep, isDataStep } from '../burn/index.js';
import { factsOf } from '../errors/index.js';
import { isFinished } from './interrupted-runs.js';
import type { BeginLine, EndLine } from './line.js';

/** Whether a run that had begun may have burnt OTP, or found there what it was to burn. Without an end it may. */
export function mayHaveBurntOtp(end: EndLine | undefined): boolean {
  if (!end || isFinished(end)) return true;
  if (end.written !== undefined) return end.written === 'otp';
  if (end.step === firmwareStep) return false;
  // Lines of older versions do not say it. A code of another version may mean anything.
  return !end.codes.every((code) => endsBeforeOtp(code));
}

/** What a run may have burnt beyond what it read back. */
export interface PerhapsBurnt {
  readonly bytes: number;
  readonly locks: number;
}

/** Undefined where all that was burnt is known. */
export function perhapsBurnt({ units }: BeginLine, end: EndLine | undefined): PerhapsBurnt | undefined {
  if (end && (isFinished(end) || !mayHaveBurntOtp(end))) return undefined;
  // Between two steps nothing is in flight; older versions did not say which were done.
  if (end?.written !== undefined && end.codes.includes('BURN_STOPPED')) return undefined;
  const length = (kind: 'data' | 'lock') =>
    units.reduce((sum, each) => sum + (each.kind === kind && each.state === 'burn' ? each.length : 0), 0);
  const bytes = end?.unitsBurnt ? 0 : length('data');
  const locks = end?.locksSet || isDataStep(end?.step ?? '') ? 0 : length('lock');
  return bytes + locks > 0 ? { bytes, locks } : undefined;
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
  'SECTOR_CHANGED',
]);
