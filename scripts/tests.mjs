import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './support.mjs';

/** What takes minutes: `npm run interop` runs these, `npm run verify` all others. */
export const slowTests = JSON.parse(readFileSync(join(root, 'test', 'slow.json'), 'utf8'));

/** Runs tests; a run that breaks before it counts anything is one failure. */
export function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-verify-'));
  const file = join(folder, 'tests.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'));
    // A skipped test proves nothing, so it counts as failed; so does a suite that could not be loaded.
    const bad = numFailedTests + numPendingTests;
    return { passed: numPassedTests, failed: bad === 0 && status !== 0 ? 1 : bad };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
