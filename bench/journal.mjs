/**
 * `otpforge program`, and a look for a claimed die, with a journal of 100,000 units over a hundred days beside one of the
 * first hundred units; exits 1 when a bound is broken.
 * Run `npm run build` first, then `node bench/journal.mjs [path of the built command line]`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dieOf, UNITS_OF_DAY, writeJournal } from './support/journal-file.mjs';
import { median, nodeRssOf, secondsOf } from './support/measure.mjs';

const RUNS = 9;
const MEMORY_RUNS = 3;
const LOOKS = 300;
const FEW = 100;
const MANY = 100_000;
const LIMIT = 1.2;
const cli = process.argv[2] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const layout = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 16, pad: 0x00, unique: true }
`;

process.exitCode = await main();

/** @returns {Promise<number>} exit code */
async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-'));
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  try {
    writeFileSync(join(folder, 'otp.yaml'), layout);
    const few = writeJournal(join(folder, 'few-{day}.jsonl'), FEW);
    const many = writeJournal(join(folder, 'many-{day}.jsonl'), MANY);
    programOne(folder, few, 'warm');
    const first = programOne(folder, many, 'index');
    console.log(
      `${megabytesOf(folder, 'many-')} MB checked from the first line and indexed: ${first.toFixed(2)} s, once`,
    );
    const times = Array.from({ length: RUNS }, (_, turn) => ({
      few: programOne(folder, few, `f${turn}`),
      many: programOne(folder, many, `m${turn}`),
    }));
    const memory = Array.from({ length: MEMORY_RUNS }, (_, turn) => ({
      few: nodeRssOf(programArgs(folder, few, `fm${turn}`)),
      many: nodeRssOf(programArgs(folder, many, `mm${turn}`)),
    }));
    const days = MANY / UNITS_OF_DAY;
    console.log(`after ${MANY} units over ${days} days, beside the first ${FEW}:`);
    const verdicts = [
      verdict('time of a run', times),
      verdict('memory of a run', memory),
      verdict('time to look for a claimed die', await looks(few, many)),
    ];
    return verdicts.every((isOk) => isOk) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Prints how much more it takes with many units than with few.
 * @param {string} what
 * @param {readonly { few: number, many: number }[]} measured
 * @returns {boolean} whether the bound holds
 */
function verdict(what, measured) {
  const ratio = median(measured.map(({ many }) => many)) / median(measured.map(({ few }) => few));
  const isOk = ratio <= LIMIT;
  console.log(`${what.padEnd(58)} ${ratio.toFixed(2)} at most ${LIMIT}  ${isOk ? 'ok' : 'BROKEN'}`);
  return isOk;
}

/**
 * Programs a new unit into a new chip.
 * @param {string} folder
 * @param {string} journal
 * @param {string} name
 * @returns {number} seconds
 */
function programOne(folder, journal, name) {
  return secondsOf(process.execPath, programArgs(folder, journal, name));
}

/**
 * Makes a new unit, and the arguments of node that program it into a new chip.
 * @param {string} folder
 * @param {string} journal
 * @param {string} name
 * @returns {string[]}
 */
function programArgs(folder, journal, name) {
  const image = join(folder, `${name}.hex`);
  const files = ['--layout', join(folder, 'otp.yaml')];
  secondsOf(process.execPath, [cli, 'merge', ...files, '--set', `serial=NEW-${name}`, '-o', image]);
  const probe = ['--probe', `sim:STM32F401RE,file=${join(folder, `${name}.chip`)}`];
  return [cli, 'program', image, ...files, ...probe, '--journal', journal, '--yes'];
}

/**
 * Looks for what was interrupted on a die, in the file that its claim names: the newest.
 * @param {string} few
 * @param {string} many
 * @returns {Promise<{ few: number, many: number }[]>} seconds
 */
async function looks(few, many) {
  const url = pathToFileURL(join(dirname(cli), '..', 'journal', 'index.js')).href;
  const { fileForNow, interruptedSince } = await import(url);
  /** @param {string} journal */
  const lookIn = (journal) => {
    const place = { journal, file: fileForNow(journal) };
    return async () => {
      const start = process.hrtime.bigint();
      await interruptedSince(place, dieOf(FEW - 1));
      return Number(process.hrtime.bigint() - start) / 1e9;
    };
  };
  const look = { few: lookIn(few), many: lookIn(many) };
  const measured = [];
  for (let turn = 0; turn < LOOKS; turn += 1)
    measured.push({ few: await look.few(), many: await look.many() });
  return measured;
}

/**
 * @param {string} folder
 * @param {string} start
 * @returns {string} of the files whose names begin so
 */
function megabytesOf(folder, start) {
  const names = readdirSync(folder).filter((name) => name.startsWith(start) && name.endsWith('.jsonl'));
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return (bytes / 1024 ** 2).toFixed(0);
}
