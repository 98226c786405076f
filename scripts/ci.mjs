import { spawn } from 'node:child_process';
import { root } from './support.mjs';

const steps = ['verify', 'interop', 'nodes'];
const counted = /^(\d+) passed, (\d+) failed$/gm;

let passed = 0;
let failed = 0;
for (const name of steps) {
  console.log(`\n==== npm run ${name}`);
  const result = await runStep(name);
  passed += result.passed;
  failed += result.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs an npm script with its output shown; its last count, and a failure more when it ends badly without one. */
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
      resolve(told ? count : { ...count, failed: count.failed + 1 });
    });
  });
}
