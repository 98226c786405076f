import { spawnSync } from 'node:child_process';

/** Reports the process's peak memory as it ends. */
const REPORT_RSS = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => console.error("maxRSS", process.resourceUsage().maxRSS));',
)}`;

/**
 * Runs a program to its end and gives its wall time in seconds; throws when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {number}
 */
export function secondsOf(program, args) {
  const start = process.hrtime.bigint();
  run(program, args);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/**
 * Peak resident memory of a node command, in MiB.
 * @param {readonly string[]} args
 * @returns {number}
 */
export function nodeRssOf(args) {
  const match = /maxRSS (\d+)/.exec(run(process.execPath, ['--import', REPORT_RSS, ...args]));
  if (!match) throw new Error(`no peak memory reported by node ${args.join(' ')}`);
  return Number(match[1]) / 1024;
}

/**
 * Whether a program can be started at all.
 * @param {string} program
 * @returns {boolean}
 */
export function isInstalled(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * @param {readonly number[]} values
 * @returns {number}
 */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {string} what it wrote to stderr
 */
function run(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`);
  return result.stderr;
}
