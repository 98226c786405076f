/*
 * A stand-in for OpenOCD, first in PATH. It checks what it was started with, and starts the real OpenOCD with the
 * simulated chip in place of the adapter. The real one is Debian's.
 */
const { spawn } = require('node:child_process');
const { appendFileSync, readdirSync, readFileSync, statSync } = require('node:fs');
const { isAbsolute } = require('node:path');

const [, , configFile, ...args] = process.argv;
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const { HOME, XDG_CONFIG_HOME, APPDATA, OPENOCD_SCRIPTS, LC_ALL } = process.env;
const cwd = process.cwd();

const wrong = [...wrongPlace(), ...wrongArguments()];
if (wrong.length > 0) end([`Error: stand-in: ${wrong.join('; ')}`], 97);
else if (config.say) end(config.say, 1);
else start();

function wrongPlace() {
  return [
    [readdirSync(cwd).length === 0, 'the working folder is not empty'],
    [(statSync(cwd).mode & 0o077) === 0, 'others may write into the working folder'],
    [HOME === cwd && XDG_CONFIG_HOME === cwd && APPDATA === cwd, 'it sees a home folder'],
    [OPENOCD_SCRIPTS === undefined, 'it sees OPENOCD_SCRIPTS'],
    [LC_ALL === 'C', 'it may speak another language'],
  ].flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

function wrongArguments() {
  const firstFile = args.indexOf('-f');
  const before = args.slice(0, firstFile < 0 ? undefined : firstFile).join(' ');
  const files = args.filter((_, at) => args[at - 1] === '-f');
  return [
    [args[0] === '-s' && isAbsolute(args[1]), 'its own scripts do not come first'],
    [files.every(isAbsolute), 'a file is not named by its absolute path'],
    ...['bindto 127.0.0.1', 'gdb_port 0', 'tcl_port disabled', 'telnet_port disabled'].map((setting) => [
      before.includes(setting),
      `no "${setting}" before the first file`,
    ]),
    [args.at(-3) === 'init', 'no init at the end'],
  ].flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

function start() {
  const bitbang = `adapter driver remote_bitbang; remote_bitbang host 127.0.0.1; remote_bitbang port ${config.port}`;
  // Its F4 loader is Cortex-M3 code, which the simulated core does not execute.
  const own = ['-c', 'set WORKAREASIZE 0'];
  for (let at = 2; at < args.length; at += 2) {
    const [flag, value] = [args[at], args[at + 1]];
    if (/\/interface\/(?:stlink|cmsis-dap)\.cfg$/.test(value)) own.push('-c', bitbang);
    else if (!/^adapter serial |transport select/.test(value)) own.push(flag, value);
  }
  const real = spawn(config.openocd, ['-s', args[1], ...own], { stdio: ['ignore', 'inherit', 'inherit'] });
  note({ pid: real.pid });
  real.on('exit', (code) => process.exit(code ?? 98));
}

function end(lines, code) {
  note({ pid: process.pid });
  for (const line of lines) console.error(line);
  process.exitCode = code;
}

function note(more) {
  const line = { args, cwd, own: process.pid, guard: process.ppid, ...more };
  appendFileSync(config.log, `${JSON.stringify(line)}\n`);
}
