import { cpSync, existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutants } from './mutants/index.mjs';
import { root } from './support.mjs';
import { breakRule, copyTree, nodeIn, occurrences } from './tree-copy.mjs';

// Breaks each safety rule on purpose, one at a time in a copy of the tracked files, and expects a test to fail.
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, list: { type: 'boolean' } },
});
const chosen = choose(values.only);
if (values.list) {
  for (const { name, file, rule } of chosen) console.log(`${name.padEnd(34)} ${file}: ${rule}`);
  process.exit(0);
}

const copy = copyTree('mutate');
const defect = build(['scripts/build.mjs']);
if (defect) fail(defect);
freezeDist();
const broken = chosen.filter(isStale);
if (broken.length > 0) process.exit(1);
checkUnmutated();
const unnoticed = chosen.filter((mutant) => !isNoticed(mutant));
console.log(`\n${chosen.length - unnoticed.length} of ${chosen.length} mutants noticed`);
for (const { name } of unnoticed) console.log(`NOT NOTICED: ${name}`);
process.exit(unnoticed.length === 0 ? 0 : 1);

function choose(names) {
  const unknown = names?.find((name) => !mutants.some((mutant) => mutant.name === name));
  const twice = mutants.find(
    ({ name }, index) => mutants.findIndex((mutant) => mutant.name === name) < index,
  );
  if (twice) fail(`${twice.name}: two mutants have this name`);
  if (unknown !== undefined) fail(`${unknown}: no mutant has this name; --list shows them`);
  return names ? mutants.filter(({ name }) => names.includes(name)) : mutants;
}

/** A mutant that fits nowhere, or in several places, shows nothing about the tests. */
function isStale(mutant) {
  const { name, file, find, replace, tests } = mutant;
  const gone = tests.find((test) => !existsSync(join(copy, 'test', test)));
  if (gone !== undefined) {
    console.log(`STALE: ${name}: there is no test/${gone}`);
    return true;
  }
  const found = occurrences(copy, mutant);
  if (found === 1 && find !== replace) return false;
  console.log(`STALE: ${name}: its text occurs ${found} times in ${file}, and must occur once`);
  return true;
}

function checkUnmutated() {
  const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))];
  const { passed, failed, isGreen, output } = runTests(tests);
  if (!isGreen) fail(`the tests fail without any mutant: ${failed ?? output}`);
  console.log(`unmutated: ${passed} tests of ${tests.length} files pass\n`);
}

function isNoticed(mutant) {
  const { name, rule, rebuild } = mutant;
  const mend = breakRule(copy, mutant);
  const { noticedBy, broken } = judge(mutant);
  mend();
  if (rebuild === 'loaders') restoreLoaders();
  if (rebuild === 'dist') build(['scripts/build.mjs']);
  freezeDist();
  console.log(
    `${name.padEnd(34)} | ${rule} | ${noticedBy ?? (broken ? `BROKEN: ${broken}` : 'NOT NOTICED')}`,
  );
  return noticedBy !== undefined;
}

/** A mutant must build, and its tests must run and fail: one that breaks them otherwise shows nothing. */
function judge({ tests, rebuild }) {
  const broken =
    (rebuild === 'loaders' && build(['dist/cli/main.js', 'build'])) ||
    (rebuild === 'dist' && build(['scripts/build.mjs']));
  if (broken) return { broken };
  freezeDist();
  const { failed, passed, output } = runTests(tests);
  if (failed === undefined && passed === 0) return { broken: output };
  return { noticedBy: failed };
}

/** How many tests passed, the name of the first that failed, and whether vitest found nothing wrong. */
function runTests(tests) {
  const report = join(copy, 'tests.json');
  rmSync(report, { force: true });
  const files = tests.map((file) => `test/${file}`);
  const { status, stdout, stderr } = node([
    'node_modules/vitest/vitest.mjs',
    ...['run', '--bail', '1', '--testTimeout', '90000', '--reporter=json', `--outputFile.json=${report}`],
    ...files,
  ]);
  if (!existsSync(report)) return { passed: 0, isGreen: false, output: stdout + stderr };
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  return { passed: numPassedTests, failed: failed?.fullName, isGreen: status === 0, output: stdout + stderr };
}

function restoreLoaders() {
  for (const path of ['firmware/loaders', 'devices.xml']) {
    rmSync(join(copy, path), { recursive: true, force: true });
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
}

/** Builds, and returns what went wrong. */
function build(args) {
  const { status, stdout, stderr } = node(args);
  return status === 0 ? undefined : `does not build:\n${stdout}${stderr}`;
}

/** Tests build dist anew when a source is newer; the tests of most mutants run the sources themselves. */
function freezeDist() {
  const later = new Date(Date.now() + 3_600_000);
  utimesSync(join(copy, 'dist/cli/main.js'), later, later);
}

function node(args) {
  return nodeIn(copy, args);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
