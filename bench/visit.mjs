/**
 * `otpforge unit` with a ledger and a journal of 100,000 units beside those of the first hundred; exits 1 when a bound is
 * broken. Run `npm run build` first, then `node bench/visit.mjs [path of the built command line]`.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillLedger } from './support/full-ledger.mjs';
import { writeJournal } from './support/journal-file.mjs';
import { median, nodeRssOf, secondsOf } from './support/measure.mjs';

const RUNS = 9;
const MEMORY_RUNS = 3;
const FEW = 100;
const MANY = 100_000;
const LIMIT = 1.2;
const cli = process.argv[2] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac, unique: true }
`;
const line = `format: otpforge.line/1
product: bench
layout: otp.yaml
device: STM32F401RE
timezone: UTC
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:08}" }
  mac: { pool: macs, from: "02:00:00:00:00:00", to: "02:00:00:FF:FF:FF" }
`;

process.exitCode = await main();

/** @returns {Promise<number>} exit code */
async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-'));
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  try {
    const few = await madeLine(join(folder, 'few'), FEW);
    const many = await madeLine(join(folder, 'many'), MANY);
    // The first visit checks the journal from its first line.
    visitOne(few, 'warm');
    visitOne(many, 'warm');
    const times = Array.from({ length: RUNS }, (_, turn) => ({
      few: visitOne(few, `t${turn}`),
      many: visitOne(many, `t${turn}`),
    }));
    const again = Array.from({ length: RUNS }, (_, turn) => ({
      few: visitOne(few, `t${turn}`),
      many: visitOne(many, `t${turn}`),
    }));
    const memory = Array.from({ length: MEMORY_RUNS }, (_, turn) => ({
      few: nodeRssOf(visitArgs(few, `m${turn}`)),
      many: nodeRssOf(visitArgs(many, `m${turn}`)),
    }));
    console.log(`after ${MANY} units, beside the first ${FEW}:`);
    const verdicts = [
      verdict('time of a visit', times, 's'),
      verdict('time of a visit of a verified die', again, 's'),
      verdict('memory of a visit', memory, 'MiB'),
    ];
    return verdicts.every((isOk) => isOk) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A line with a ledger and a journal of so many units.
 * @param {string} folder
 * @param {number} units
 * @returns {Promise<string>} its folder
 */
async function madeLine(folder, units) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'otp.yaml'), layout);
  const file = join(folder, 'line.yaml');
  writeFileSync(file, line);
  secondsOf(process.execPath, [cli, 'ledger', 'init', file, '--simulated']);
  const journal = writeJournal(join(folder, 'journal-{day}.jsonl'), units);
  const start = process.hrtime.bigint();
  await fillLedger(file, units, journal);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const megabytes = statSync(join(folder, 'line.db')).size / 1024 ** 2;
  console.log(`ledger of ${units} units: ${megabytes.toFixed(0)} MB, filled in ${seconds.toFixed(0)} s`);
  return folder;
}

/**
 * @param {string} folder
 * @param {string} chip
 * @returns {number} seconds
 */
function visitOne(folder, chip) {
  return secondsOf(process.execPath, visitArgs(folder, chip));
}

/**
 * The arguments of node that present a chip, which is new unless it was presented before.
 * @param {string} folder
 * @param {string} chip
 * @returns {string[]}
 */
function visitArgs(folder, chip) {
  const probe = `sim:STM32F401RE,file=${join(folder, `${chip}.chip`)}`;
  const journal = join(folder, 'journal-{day}.jsonl');
  return [cli, 'unit', join(folder, 'line.yaml'), '--probe', probe, '--journal', journal, '--yes'];
}

/**
 * Prints how much more it takes with many units than with few.
 * @param {string} what
 * @param {readonly { few: number, many: number }[]} measured
 * @param {string} unit
 * @returns {boolean} whether the bound holds
 */
function verdict(what, measured, unit) {
  const [few, many] = [median(measured.map((each) => each.few)), median(measured.map((each) => each.many))];
  const isOk = many / few <= LIMIT;
  const sizes = `${few.toFixed(2)} and ${many.toFixed(2)} ${unit}:`;
  console.log(
    `${what.padEnd(36)} ${sizes.padStart(24)} ${(many / few).toFixed(2)} at most ${LIMIT}  ${isOk ? 'ok' : 'BROKEN'}`,
  );
  return isOk;
}
