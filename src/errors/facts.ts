import { ExitCode } from './exit-codes.js';

/** What a code says for the process that it ends, and for the chip. Nothing is concluded from the exit code itself. */
export interface ErrorFacts {
  readonly exit: ExitCode;
  /**
   * How far a run that ends with it has come. `none`: nothing was written; after its first write a run may not end so.
   * `partial`: something was written or may have been, and the message says how far. `verdict`: on what the chip holds
   * after a write. `unknown`: it claims nothing.
   */
  readonly effect: 'none' | 'partial' | 'verdict' | 'unknown';
  /** Whether the programming of an OTP write unit may have been interrupted. */
  readonly cutsUnit: boolean;
  /** What a journal calls the run. */
  readonly run: 'failed' | 'refused' | 'declined' | 'stopped' | 'interrupted';
}

/** Found before anything was written. */
export function before(exit: ExitCode): ErrorFacts {
  return { exit, effect: 'none', cutsUnit: false, run: 'failed' };
}

/** The chip, the image, or what was asked forbids it. */
export const refused: ErrorFacts = { ...before(ExitCode.Refused), run: 'refused' };

/** Nothing was written, and the unit counts as failed: an earlier run may have left it half-way. */
export const refusedAsFailed: ErrorFacts = { ...before(ExitCode.VerifyFailed), run: 'refused' };

/** It reads as it was, and a programming that was interrupted at once would read so too. */
export const refusedInDoubt: ErrorFacts = { ...refused, cutsUnit: true };

/** Somebody decided against it before the first write. */
export const declined: ErrorFacts = { ...before(ExitCode.Declined), run: 'declined' };
export const stoppedBefore: ErrorFacts = { ...before(ExitCode.Declined), run: 'stopped' };

/** The run ended in the middle of a step. */
export const interrupted: ErrorFacts = {
  exit: ExitCode.Interrupted,
  effect: 'partial',
  cutsUnit: true,
  run: 'interrupted',
};

/** The run ended between two steps, the first of them read back. */
export const endedBetween: ErrorFacts = { ...interrupted, cutsUnit: false };
export const stoppedBetween: ErrorFacts = { ...endedBetween, run: 'stopped' };

/** A verdict on main flash, or on units whose programming came to its end. */
export const verdict: ErrorFacts = {
  exit: ExitCode.VerifyFailed,
  effect: 'verdict',
  cutsUnit: false,
  run: 'failed',
};

/** A verdict on units of which one may have been programmed for too short a time. */
export const doubtfulVerdict: ErrorFacts = { ...verdict, cutsUnit: true };

/** A defect of ours can happen anywhere. */
export const claimsNothing: ErrorFacts = {
  exit: ExitCode.Internal,
  effect: 'unknown',
  cutsUnit: true,
  run: 'failed',
};
