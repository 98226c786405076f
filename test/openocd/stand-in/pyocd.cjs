/*
 * A stand-in for pyOCD, first in PATH. It checks what it was started with, says what pyOCD says once it listens, and
 * leaves the work to the GDB server of the simulated chip. The real pyOCD runs in npm run interop.
 */
const { appendFileSync, readdirSync, readFileSync } = require('node:fs');

const [, , configFile, ...args] = process.argv;
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const line = args.join(' ');
const cwd = process.cwd();

const wrong = [
  [readdirSync(cwd).length === 0, 'the working folder is not empty'],
  [process.env.PYOCD_PROJECT_DIR === undefined, 'it sees PYOCD_PROJECT_DIR'],
  [line.startsWith('gdbserver --no-config --no-wait '), 'it reads configuration, or waits for a probe'],
  [line.endsWith('--port 0 -O semihost_console_type=console'), 'its port is not free, or it opens another'],
  [!line.includes('--allow-remote'), 'others may connect'],
].flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));

appendFileSync(
  config.log,
  `${JSON.stringify({ args, cwd, own: process.pid, guard: process.ppid, pid: process.pid })}\n`,
);
const say = wrong.length > 0 ? [`0000100 E stand-in: ${wrong.join('; ')} [test]`] : config.say;
if (say) {
  for (const each of say) console.error(each);
  process.exitCode = 1;
} else {
  console.error('0000210 I Target type is cortex_m [board]');
  console.error(`0000599 I GDB server listening on port ${config.gdb} (core 0) [gdbserver]`);
  setInterval(() => {}, 60_000);
}
