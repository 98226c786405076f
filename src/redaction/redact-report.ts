import type { ReadBackRangeDocument, ReportDocument, VerifyDocument } from '../burn/index.js';
import type { Secrets } from '../secrets/index.js';

/** A report as it may be shown; its plan is redacted by redactPlan. */
export function redactReport(report: ReportDocument, secrets: Secrets): ReportDocument {
  return {
    ...report,
    firmware: redactRanges(report.firmware, secrets),
    otp: redactRanges(report.otp, secrets),
  };
}

/** A comparison as it may be shown. */
export function redactVerify(report: VerifyDocument, secrets: Secrets): VerifyDocument {
  return { ...report, ranges: redactRanges(report.ranges, secrets) };
}

function redactRanges(
  ranges: readonly ReadBackRangeDocument[],
  secrets: Secrets,
): readonly ReadBackRangeDocument[] {
  return ranges.map((range) => {
    const { firstDifference: difference } = range;
    if (!difference || !secrets.hides(difference.address)) return range;
    return { ...range, firstDifference: { address: difference.address, secret: true } };
  });
}
