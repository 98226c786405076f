// Daily work: lint, types, the API report, and the tests of test/quick.json, none of which starts a process.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDependencies, must, run } from './support.mjs';

/** Fewer would leave out what a change breaks most often. */
const leastTests = 1500;

installDependencies();
const node = process.execPath;
must(node, ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']);
for (const project of ['tsconfig.json', 'src/page/assets'])
  must(node, ['node_modules/typescript/bin/tsc', '-p', project]);
must(node, ['scripts/api-report.mjs', '--check']);

const folder = mkdtempSync(join(tmpdir(), 'otpforge-check-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'tests.json');
const status = run(node, [
  'node_modules/vitest/vitest.mjs',
  ...['run', '--project', 'quick'],
  ...['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
]);
const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(file, 'utf8'));
console.log(`\n${numPassedTests} passed, ${numTotalTests - numPassedTests} failed`);
if (numTotalTests < leastTests) {
  console.log(
    `FAILED: the quick lane has ${numTotalTests} tests and needs ${leastTests}: add files to test/quick.json`,
  );
}
process.exit(status === 0 && numTotalTests >= leastTests ? 0 : 1);
