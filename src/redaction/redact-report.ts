import type { ProgramReport, ReadBackRange, VerifyReport } from '../burn/index.js';
import type { Secrets } from '../secrets/index.js';
import { type Keeper, redactPlan } from './redact-plan.js';

/** A report as it may be shown. */
export function redactReport(report: ProgramReport, keeper: Keeper): ProgramReport {
  return {
    ...report,
    plan: redactPlan(report.plan, keeper),
    firmware: redactRanges(report.firmware, keeper.secrets),
    otp: redactRanges(report.otp, keeper.secrets),
  };
}

/** A comparison as it may be shown. */
export function redactVerify(report: VerifyReport, secrets: Secrets): VerifyReport {
  return { ...report, ranges: redactRanges(report.ranges, secrets) };
}

function redactRanges(ranges: readonly ReadBackRange[], secrets: Secrets): readonly ReadBackRange[] {
  return ranges.map((range) => {
    const { firstDifference: difference } = range;
    if (!difference || !secrets.hides(difference.address)) return range;
    return { ...range, firstDifference: { address: difference.address, secret: true } };
  });
}
