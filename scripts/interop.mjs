import { pythonHosts } from '../interop/venv.mjs';
import { installDependencies, must } from './support.mjs';
import { installSystemPackages, interopPackages } from './system-packages.mjs';

installDependencies();
installSystemPackages(interopPackages);
must(process.execPath, ['scripts/build.mjs']);
const venv = pythonHosts();

// They import what was just built.
const { Tally } = await import('../interop/tally.mjs');
const { checkOpenocd } = await import('../interop/openocd-checks.mjs');
const { checkOpenocdScript } = await import('../interop/openocd-script-checks.mjs');
const { checkDrivers } = await import('../interop/driver-checks.mjs');
const { checkPyocd } = await import('../interop/pyocd-checks.mjs');
const { checkCommand } = await import('../interop/command-checks.mjs');

const tally = new Tally();
await checkOpenocd(tally);
await checkOpenocdScript(tally);
await checkDrivers(tally);
await checkPyocd(tally, venv);
await checkCommand(tally, venv);

console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
