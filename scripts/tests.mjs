import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root, run } from './support.mjs';

/**
 * Runs the tests of projects in vitest.config.ts, by another Node.js where one is given; a run that breaks before it
 * counts anything is one failure.
 */
export function runTests(projects, { node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-verify-'));
  const file = join(folder, 'tests.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(node, [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...reporters,
    ...projects.map((project) => `--project=${project}`),
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    for (const line of testResults.flatMap(failuresOf)) console.log(`FAILED: ${line}`);
    // A skipped test proves nothing, so it counts as failed; so does a suite that could not be loaded.
    const bad = numFailedTests + numPendingTests;
    return { passed: numPassedTests, failed: bad === 0 && status !== 0 ? 1 : bad };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line for each test that did not pass, and for a file that could not be loaded. */
function failuresOf({ name, status, message, assertionResults }) {
  const bad = assertionResults.filter((test) => test.status !== 'passed');
  const file = relative(root, name);
  if (bad.length === 0) return status === 'passed' ? [] : [`${file}: ${firstLine(message)}`];
  return bad.map(
    (test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? test.status)}`,
  );
}

function firstLine(text) {
  return stripVTControlCharacters(text).split('\n', 1)[0];
}
