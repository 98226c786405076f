import { installDependencies, run } from './support.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { runTests } from './tests.mjs';

installDependencies();
installSystemPackages();

const node = process.execPath;
const steps = [
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['types of the station’s page', ['node_modules/typescript/bin/tsc', '-p', 'src/page/assets']],
  ['test/package/*.api.md are what the package exports', ['scripts/api-report.mjs', '--check']],
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
const tests = runTests(['quick', 'whole', 'isolated']);
passed += tests.passed;
failed += tests.failed;

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
