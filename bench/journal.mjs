/**
 * `otpforge program`, and a look for a claimed die, with a journal of 100,000 units over a hundred days beside one of the
 * first hundred units; exits 1 when a bound is broken.
 * Run `npm run build` first, then `node bench/journal.mjs [path of the built command line]`.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median, nodeRssOf, secondsOf } from './support/measure.mjs';

const RUNS = 9;
const MEMORY_RUNS = 3;
const LOOKS = 300;
const FEW = 100;
const MANY = 100_000;
const UNITS_OF_DAY = 1000;
const LIMIT = 1.2;
const FIRST_DAY = Date.UTC(2023, 10, 14);
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

/**
 * A journal as so many units leave it: two lines each, every die and every serial another one, a file a day.
 * @param {string} journal
 * @param {number} units
 * @returns {string} the journal
 */
function writeJournal(journal, units) {
  let fd = -1;
  let previous = '0'.repeat(64);
  /** @param {object} line */
  const add = (line) => {
    const text = JSON.stringify({ format: 'otpforge.journal/1', previous, ...line });
    previous = sha256(text);
    return `${text}\n`;
  };
  for (let unit = 0; unit < units; unit += 1) {
    const day = FIRST_DAY + Math.floor(unit / UNITS_OF_DAY) * 86_400_000;
    const time = new Date(day + (unit % UNITS_OF_DAY) * 20_000).toISOString();
    if (unit % UNITS_OF_DAY === 0) {
      if (fd >= 0) closeSync(fd);
      fd = openSync(journal.replace('{day}', time.slice(0, 10)), 'w');
    }
    const head = {
      version: '0.1.0',
      run: randomUUID(),
      probe: { description: 'simulated STM32F401RE', serial: `unit${unit}.chip`, vtrefMv: 3300 },
      medium: 'simulated',
      device: 'STM32F401RE',
      bank: 'stm32f4-otp',
      uid: dieOf(unit),
      plan: `p2-${sha256(`plan ${unit}`)}`,
      image: { sha256: sha256(`image ${unit}`) },
      loader: sha256('loader'),
    };
    const units = [{ address: 0x1fff7800, length: 16, kind: 'data', state: 'burn' }];
    const values = [{ field: 'serial', value: `SN-${unit}` }];
    const end = { result: 'done', codes: [], unitsBurnt: 16, locksSet: 0, written: 'otp' };
    const lines = [
      add({ state: 'begin', ...head, time, values, otp: sha256(`otp ${unit}`), units }),
      add({ state: 'end', ...head, time, ...end }),
    ];
    writeSync(fd, lines.join(''));
  }
  closeSync(fd);
  return journal;
}

/**
 * @param {number} unit
 * @returns {string} its unique ID
 */
function dieOf(unit) {
  return unit.toString(16).toUpperCase().padStart(24, '0');
}

/**
 * @param {string} text
 * @returns {string}
 */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
