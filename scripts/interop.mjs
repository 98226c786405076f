import { pythonHosts } from '../interop/venv.mjs';
import { isBuildFresh } from './fresh-build.mjs';
import { installDependencies, must, run } from './support.mjs';
import { installSystemPackages, interopPackages } from './system-packages.mjs';
import { runTests } from './tests.mjs';

installDependencies();
installSystemPackages(interopPackages);
// `verify` may have built it a moment ago.
if (!isBuildFresh()) must(process.execPath, ['scripts/build.mjs']);
const venv = pythonHosts();

// They import what was just built.
const { Tally } = await import('../interop/tally.mjs');
const { checkOpenocd } = await import('../interop/openocd-checks.mjs');
const { checkOpenocdOtp } = await import('../interop/openocd-otp-checks.mjs');
const { checkOpenocdSector } = await import('../interop/openocd-sector-checks.mjs');
const { checkOpenocdScript } = await import('../interop/openocd-script-checks.mjs');
const { checkDrivers } = await import('../interop/driver-checks.mjs');
const { checkPyocd } = await import('../interop/pyocd-checks.mjs');
const { checkPyocdPack } = await import('../interop/pyocd-pack-checks.mjs');
const { checkGdbServers } = await import('../interop/gdb-server-checks.mjs');
const { checkStartedServers } = await import('../interop/started-server-checks.mjs');
const { checkCommand } = await import('../interop/command-checks.mjs');

const tally = new Tally();
// Both wait for other programs most of the time.
await Promise.all([
  inTurn(checkOpenocd, checkOpenocdOtp, checkOpenocdSector, checkOpenocdScript, checkDrivers),
  inTurn(checkPyocd, checkPyocdPack, checkGdbServers, checkStartedServers, checkCommand),
]);
// Minutes of compiling, and crates.io.
if (process.argv.includes('--full')) {
  await tally.check('probe-rs’s target-gen reads our loaders as we describe them', async () => {
    const status = run(process.execPath, ['scripts/target-gen.mjs']);
    if (status !== 0) throw new Error(`scripts/target-gen.mjs ended with ${status}`);
  });
}

console.log('\n== tests that take minutes');
const tests = runTests(['slow']);
const [passed, failed] = [tally.passed + tests.passed, tally.failed + tests.failed];
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function inTurn(...checks) {
  for (const check of checks) await check(tally, venv);
}
