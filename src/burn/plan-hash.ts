import { OtpforgeError } from '../errors/index.js';
import { hexBytes } from '../text/hex.js';
import { sha256 } from './hash.js';
import type { EccState } from './otp-contents.js';
import type { Plan } from './plan-types.js';

/** The number is that of the plan's format: a hash says by which rules it was made. */
export const planHashPattern = /^p2-[0-9a-f]{64}$/;
/** How the hash of an otpforge.plan/1 looked. */
const firstPattern = /^[0-9a-f]{64}$/i;

/** A digest as the hash of a plan is shown. */
export function planHashText(digest: string): string {
  return `p2-${digest}`;
}

/**
 * The hash over all that decides what is burnt. The same burn has the same hash wherever its files lie, so that paths
 * and texts stay out, and what is only about other dies; `ecc` are the units of the whole area that read with an error.
 */
export function planHash(
  {
    loader,
    controller,
    units,
    refusals,
    warnings: _warnings,
    alike: _alike,
    movedFrom: _moved,
    ...rest
  }: Omit<Plan, 'hash'>,
  ecc: ReadonlyMap<number, EccState>,
): string {
  return planHashText(
    sha256(
      JSON.stringify({
        ...rest,
        loader: loader ? [loader.sha256, loader.origin.kind] : null,
        ...(controller && { controller: controller.sha256 }),
        units: units.map(({ from: _from, old, wanted, impossible, ...unit }) => ({
          ...unit,
          old: hexBytes(old),
          wanted: hexBytes(wanted),
          impossible: hexBytes(impossible ?? []),
        })),
        ecc: [...ecc].toSorted(([a], [b]) => a - b),
        refusals: refusals.map(({ code, address }) => [code, address ?? null]),
      }),
    ),
  );
}

/** Takes a hash that somebody confirms. Errors: PLAN_NOT_CONFIRMED for one of an older format, USAGE for anything else. */
export function checkPlanHash(text: string): void {
  if (planHashPattern.test(text)) return;
  if (firstPattern.test(text)) {
    throw new OtpforgeError('PLAN_NOT_CONFIRMED', {
      message: `${text} is the hash of an otpforge.plan/1, and this otpforge makes otpforge.plan/2: nothing was written`,
      remedy: 'Run otpforge plan again, look at the plan, and confirm its hash, which begins with p2-.',
      details: { confirmed: text },
    });
  }
  throw new OtpforgeError('USAGE', {
    message: `${JSON.stringify(text)} is not the hash of a plan`,
    remedy: 'Give the hash that otpforge plan printed: p2- and 64 hexadecimal digits.',
  });
}
