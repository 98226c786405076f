import { fieldIssues, wordIssues } from './field-rules.js';
import type { BankIssue } from './geometry.js';
import type { Bank1 } from './schema.js';

/** What only format 1 has: whether its registers are words, and whether fields can hold what they are compared with. */
export function* firstFormatIssues({ otp, readProtection, voltageScaling }: Bank1): Generator<BankIssue> {
  yield* wordIssues(['otp', 'ecc', 'register'], otp.ecc?.register);
  yield* wordIssues(['voltageScaling', 'register'], voltageScaling?.register);
  if (readProtection) {
    const { level0, level2 } = readProtection;
    yield* fieldIssues(['readProtection'], readProtection, [
      [['level0'], level0],
      [['level2'], level2],
    ]);
  }
  if (voltageScaling) {
    yield* fieldIssues(['voltageScaling'], voltageScaling, [[['required'], voltageScaling.required]]);
  }
}
