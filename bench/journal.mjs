/**
 * `otpforge program` with a journal of 100,000 units beside one of a hundred; exits 1 when the bound is broken.
 * Run `npm run build` first, then `node bench/journal.mjs [path of the built command line]`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, secondsOf } from './support/measure.mjs';

const RUNS = 9;
const FEW = 100;
const MANY = 100_000;
const LIMIT = 1.2;
const cli = process.argv[2] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const layout = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 16, pad: 0x00, unique: true }
`;

process.exitCode = main();

/** @returns {number} exit code */
function main() {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-'));
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  try {
    writeFileSync(join(folder, 'otp.yaml'), layout);
    const few = writeJournal(join(folder, 'few.jsonl'), FEW);
    const many = writeJournal(join(folder, 'many.jsonl'), MANY);
    const megabytes = statSync(many).size / 1024 ** 2;
    programOne(folder, few, 'warm');
    const first = programOne(folder, many, 'index');
    console.log(
      `${megabytes.toFixed(0)} MB checked from the first line, and indexed: ${first.toFixed(2)} s, once`,
    );
    const times = Array.from({ length: RUNS }, (_, turn) => ({
      few: programOne(folder, few, `f${turn}`),
      many: programOne(folder, many, `m${turn}`),
    }));
    const ratio = median(times.map((time) => time.many)) / median(times.map((time) => time.few));
    const verdict = ratio <= LIMIT ? 'ok' : 'BROKEN';
    const what = `a run after ${MANY} units, beside one after ${FEW}`;
    console.log(`${what.padEnd(58)} ${ratio.toFixed(2)} at most ${LIMIT}  ${verdict}`);
    return ratio <= LIMIT ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Programs a new unit into a new chip.
 * @param {string} folder
 * @param {string} journal
 * @param {string} name
 * @returns {number} seconds
 */
function programOne(folder, journal, name) {
  const image = join(folder, `${name}.hex`);
  const files = ['--layout', join(folder, 'otp.yaml')];
  secondsOf(process.execPath, [cli, 'merge', ...files, '--set', `serial=NEW-${name}`, '-o', image]);
  const probe = ['--probe', `sim:STM32F401RE,file=${join(folder, `${name}.chip`)}`];
  return secondsOf(process.execPath, [
    cli,
    'program',
    image,
    ...files,
    ...probe,
    '--journal',
    journal,
    '--yes',
  ]);
}

/**
 * A journal as so many units leave it: two lines each, every die and every serial another one.
 * @param {string} file
 * @param {number} units
 * @returns {string} the file
 */
function writeJournal(file, units) {
  const fd = openSync(file, 'w');
  let previous = '0'.repeat(64);
  /** @param {object} line */
  const add = (line) => {
    const text = JSON.stringify({ format: 'otpforge.journal/1', previous, ...line });
    previous = sha256(text);
    return `${text}\n`;
  };
  for (let unit = 0; unit < units; unit += 1) {
    const head = {
      version: '0.1.0',
      run: randomUUID(),
      probe: { description: 'simulated STM32F401RE', serial: `unit${unit}.chip`, vtrefMv: 3300 },
      medium: 'simulated',
      device: 'STM32F401RE',
      bank: 'stm32f4-otp',
      uid: unit.toString(16).toUpperCase().padStart(24, '0'),
      plan: `p2-${sha256(`plan ${unit}`)}`,
      image: { sha256: sha256(`image ${unit}`) },
      loader: sha256('loader'),
    };
    const time = new Date(1_700_000_000_000 + unit * 20_000).toISOString();
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
  return file;
}

/**
 * @param {string} text
 * @returns {string}
 */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
