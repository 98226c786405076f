import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './support.mjs';

const steps = ['verify', 'interop', 'nodes'];
const counted = /^(\d+) passed, (\d+) failed$/gm;
/** A test of vitest, a check of interop and a step of a script that failed. */
const failure = /^\s*(?:FAIL\s|FAILED: ).*$/gm;

let passed = 0;
let failed = 0;
const failures = new Set();
for (const name of steps) {
  console.log(`\n==== npm run ${name}`);
  const result = await runStep(name);
  passed += result.passed;
  failed += result.failed;
  for (const line of result.failures) failures.add(`${name}: ${line}`);
}
if (failures.size > 0) console.log(`\nFailed:\n${[...failures].join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs an npm script with its output shown; its last count, a failure more when it ends badly without one, and what failed. */
function runStep(name) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn('npm', ['run', '--silent', name], {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit'],
      shell: windows,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      output += text;
    });
    child.on('error', (error) => {
      console.error(`npm run ${name}: ${error.message}`);
    });
    child.on('close', (exitCode) => {
      const last = [...output.matchAll(counted)].at(-1);
      const count = { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) };
      const told = exitCode === 0 ? last !== undefined : count.failed > 0;
      const failures = [...stripVTControlCharacters(output).matchAll(failure)].map(([line]) => line.trim());
      resolve({ ...count, failed: count.failed + (told ? 0 : 1), failures });
    });
  });
}
