import { spawn } from 'node:child_process';
import { installDependencies, root } from './support.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { runTests } from './tests.mjs';

installDependencies();
installSystemPackages();

const tsc = 'node_modules/typescript/bin/tsc';
const checks = [
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', [tsc, '-p', 'tsconfig.json']],
  ['types of the station’s page', [tsc, '-p', 'src/page/assets']],
];
const built = [
  ['build', ['scripts/build.mjs', '--no-check']],
  ['test/package/*.api.md are what the package exports', ['scripts/api-report.mjs', '--check']],
  ['loaders and devices.xml rebuild to the same bytes', ['scripts/build-loaders.mjs', '--check']],
  ['schemas/ is what the code checks with', ['scripts/build-schemas.mjs', '--check']],
  ['example firmware rebuilds to the same bytes', ['scripts/build-example.mjs', '--check']],
];

let passed = 0;
let failed = 0;
// Each has parts that use one core alone.
await Promise.all([inTurn(checks), inTurn(built)]);

console.log('\n== tests');
const tests = runTests(['quick', 'whole', 'isolated']);
passed += tests.passed;
failed += tests.failed;

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function inTurn(steps) {
  for (const [name, args] of steps) {
    const { exitCode, output } = await outputOf(args);
    console.log(`\n== ${name}\n${output.trimEnd()}`);
    if (exitCode === 0) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED: ${name}`);
    }
  }
}

/** Runs Node.js in the project's folder; what it prints is kept, since another one prints at the same time. */
function outputOf(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const gather = (text) => {
      output += text;
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', gather);
    child.on('error', (error) => resolve({ exitCode: 1, output: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}
