import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDependencies, run } from './support.mjs';
import { installSystemPackages } from './system-packages.mjs';

installDependencies();
installSystemPackages();

const node = process.execPath;
const steps = [
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['build', ['scripts/build.mjs']],
  ['loaders and devices.xml rebuild to the same bytes', ['scripts/build-loaders.mjs', '--check']],
  ['schemas/ is what the code checks with', ['scripts/build-schemas.mjs', '--check']],
  ['example firmware rebuilds to the same bytes', ['scripts/build-example.mjs', '--check']],
];

let passed = 0;
let failed = 0;
for (const [name, args] of steps) {
  console.log(`\n== ${name}`);
  if (run(node, args) === 0) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED: ${name}`);
  }
}

console.log('\n== tests');
const tests = runTests();
passed += tests.passed;
failed += tests.failed;

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs every test; a run that breaks before it counts anything is one failure. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-verify-'));
  const file = join(folder, 'tests.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(node, ['node_modules/vitest/vitest.mjs', 'run', ...reporters]);
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
