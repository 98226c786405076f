import { type HwcheckReviewDocument, reviewHwcheck } from '../../src/api/hwcheck.js';
import { checksVersion, readReport } from '../../src/hwcheck/index.js';
import { isSealed } from '../../src/hwcheck/report.js';

/** An accepted report, judged again by its trace. One of earlier checks was judged when it was accepted, and has not changed since. */
export async function accepted(path: string): Promise<HwcheckReviewDocument> {
  const report = await readReport(path);
  if (report.checks === checksVersion) return reviewHwcheck({ report: path });
  if (!isSealed(report)) throw new Error(`${path} was edited after it was accepted`);
  const { medium, device, date, otpforge, otpSpent, rows } = report;
  return {
    format: 'otpforge.hwcheck-review/1',
    result: 'confirmed',
    ...{ medium, device, date, otpforge, otpSpent, rows },
  };
}
