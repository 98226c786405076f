/**
 * A station of eight slots beside one of a single slot, whose probe calls take real time, and what slots that are blocked cost
 * the others; exits 1 when a bound is broken. Run `npm run build` first.
 *
 * The processor time of a unit is that of the station's process with all of its threads: visits, the ledger's engine, the
 * journal, and what it takes to ask a probe in another process. Boards and probes have a process of their own, as SEGGER's
 * library has one; its time is printed and not counted. Neither is the start, nor the first boards of each slot, while which
 * Node.js compiles what it runs often: a station works for a shift.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CALL_MS = 25;
const BOARDS = 12;
const WARM_UP = 4;
const SLOTS = 8;
const LEAST_RATIO = 7;
const MOST_CPU_MS = 30;
const MOST_SLOWER = 1.1;
const program = fileURLToPath(new URL('support/station-run.mjs', import.meta.url));

process.exitCode = main();

/** @returns {number} exit code */
function main() {
  const asked = { boards: BOARDS, warmUp: WARM_UP, call: CALL_MS };
  const one = measured({ ...asked, slots: 1 });
  const eight = measured({ ...asked, slots: SLOTS });
  const free = measured({ ...asked, slots: SLOTS - 2 });
  const blocked = measured({ ...asked, slots: SLOTS, blocked: true });
  const rate = ({ units, seconds }) => units / seconds;
  const verdicts = [
    verdict(
      `${SLOTS} slots beside one`,
      `${rate(eight).toFixed(2)} and ${rate(one).toFixed(2)} units/s`,
      rate(eight) / rate(one),
      { least: LEAST_RATIO },
    ),
    verdict(
      'processor time of a unit, in ms',
      `boards ${(eight.boardsMs / eight.units).toFixed(0)}, not counted`,
      eight.cpuMs / eight.units,
      { most: MOST_CPU_MS },
    ),
    verdict(
      'p95 beside two blocked slots',
      `${p95(blocked.cycles).toFixed(0)} and ${p95(free.cycles).toFixed(0)} ms`,
      p95(blocked.cycles) / p95(free.cycles),
      { most: MOST_SLOWER },
    ),
  ];
  return verdicts.every((isOk) => isOk) ? 0 : 1;
}

/**
 * @param {object} asked
 * @returns {{ units: number, seconds: number, cpuMs: number, boardsMs: number, cycles: number[] }}
 */
function measured(asked) {
  const result = spawnSync(process.execPath, [program, JSON.stringify(asked)], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (result.status !== 0) throw new Error(`${JSON.stringify(asked)}: ${result.error ?? result.stderr}`);
  return JSON.parse(result.stdout);
}

/**
 * @param {readonly number[]} values
 * @returns {number}
 */
function p95(values) {
  return values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? Number.NaN;
}

/**
 * @param {string} what
 * @param {string} sizes
 * @param {number} value
 * @param {{ least?: number, most?: number }} bounds
 * @returns {boolean} whether the bound holds
 */
function verdict(what, sizes, value, { least, most }) {
  const isOk = least === undefined ? value <= (most ?? Number.NaN) : value >= least;
  const bound = least === undefined ? `at most ${most}` : `at least ${least}`;
  console.log(
    `${what.padEnd(32)} ${sizes.padStart(26)}: ${value.toFixed(2)} ${bound}  ${isOk ? 'ok' : 'BROKEN'}`,
  );
  return isOk;
}
