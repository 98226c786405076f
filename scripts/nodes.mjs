// The command line, its native module and the quick tests on other versions of Node.js than the one that runs this.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installDependencies, must, root, run } from './support.mjs';
import { runTests } from './tests.mjs';

const versions = ['22', '24'];

installDependencies();
if (!existsSync(`${root}dist/cli/main.js`)) must(process.execPath, ['scripts/build.mjs']);

let passed = 0;
let failed = 0;
for (const version of versions) {
  const node = nodeOf(version);
  if (node === undefined) {
    failed += 1;
    console.log(`FAILED: npx cannot install node@${version}`);
    continue;
  }
  const smokes = {
    demo: ['dist/cli/main.js', 'demo'],
    // Loading it is what breaks when a version of Node.js has no binary.
    koffi: [
      '-e',
      "import('koffi').then(({ default: koffi }) => process.exit(koffi.sizeof('int') === 4 ? 0 : 1))",
    ],
  };
  for (const [name, args] of Object.entries(smokes)) {
    console.log(`\n== ${name} on Node.js ${version}`);
    if (run(node, args, { stdio: ['ignore', 'ignore', 'inherit'] }) === 0) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED: ${name} on Node.js ${version}`);
    }
  }
  console.log(`\n== quick tests on Node.js ${version}`);
  const tests = runTests(['quick'], { node });
  passed += tests.passed;
  failed += tests.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** The program that npx installs; undefined when it is not there, or is of another version. */
function nodeOf(version) {
  const windows = process.platform === 'win32';
  const npx = ['-y', '--loglevel=error', `node@${version}`, '-p', 'process.version + process.execPath'];
  const { stdout } = spawnSync('npx', npx, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: windows,
  });
  const [, major, path] = /^v(\d+)[\d.]+(.+)$/m.exec(stdout ?? '') ?? [];
  return major === version ? path : undefined;
}
