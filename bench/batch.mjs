/**
 * `otpforge batch` beside srec_cat, on a file system in memory; exits 1 when a bound is broken.
 * Run `npm run build` first, then `node bench/batch.mjs [path of the built command line]`.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { denseHex } from './support/hex-inputs.mjs';
import { isInstalled, median, secondsOf } from './support/measure.mjs';

const MIB = 1024 * 1024;
const FLASH = 0x0800_0000;
const OTP = 0x1fff_7000;
/** Files of 2.9 MB each. */
const UNITS = 400;
const DATA_UNITS = 10_000;
const RUNS = 3;
const SREC_RUNS = 10;
const cli = process.argv[2] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`;
const line = `format: otpforge.line/1
product: bench
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: UTC
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:00:00:00:00", to: "02:00:00:FF:FF:FF" }
`;

process.exitCode = main();

/** @returns {number} exit code */
function main() {
  if (!isInstalled('srec_cat')) {
    console.error('not installed: srec_cat (Debian: apt-get install srecord)');
    return 9;
  }
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(base, 'otpforge-bench-'));
  try {
    const bounds = [withFirmware(folder), dataOnly(folder)];
    for (const { what, value, limit, unit, isGood } of bounds) {
      const bound = `${limit < 0 ? 'at most' : 'at least'} ${Math.abs(limit)}`;
      console.log(
        `${what.padEnd(58)} ${value.toFixed(2).padStart(7)} ${unit.padEnd(3)} ${bound}  ${isGood ? 'ok' : 'BROKEN'}`,
      );
    }
    return bounds.every(({ isGood }) => isGood) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ what: string, value: number, limit: number, unit: string, isGood: boolean }} Bound
 */

/**
 * 1 MiB of firmware and a unit of 32 bytes, in each file.
 * @param {string} folder
 * @returns {Bound}
 */
function withFirmware(folder) {
  const work = lineIn(folder, 'firmware');
  const own = join(work, 'own.hex');
  writeFileSync(own, denseHex(OTP, 32));
  const srecArgs = [join(work, 'fw.hex'), '-intel', own, '-intel', '-o', join(work, 'srec.hex'), '-intel'];
  const ours = [];
  const srec = [];
  // In turns, so that whatever else the machine does falls on both alike.
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(batchSeconds(work, run, UNITS) / UNITS);
    for (let file = 0; file < SREC_RUNS; file += 1) srec.push(secondsOf('srec_cat', srecArgs));
  }
  const value = median(srec) / median(ours);
  console.log(
    `1 MiB + 32 bytes, a unit: otpforge ${ms(median(ours))} with its ledger, srec_cat ${ms(median(srec))}`,
  );
  return {
    what: `${UNITS} units with firmware: times faster than srec_cat`,
    value,
    limit: 20,
    unit: '',
    isGood: value >= 20,
  };
}

/**
 * The data alone, by a whole process.
 * @param {string} folder
 * @returns {Bound}
 */
function dataOnly(folder) {
  const work = lineIn(folder, 'data');
  const times = Array.from({ length: RUNS }, (_, run) => batchSeconds(work, run, DATA_UNITS, '--data-only'));
  const value = median(times);
  return {
    what: `${DATA_UNITS} units, --data-only: wall time`,
    value,
    limit: -5,
    unit: 's',
    isGood: value < 5,
  };
}

/**
 * @param {string} work
 * @param {number} run
 * @param {number} units
 * @param {...string} more
 * @returns {number} seconds
 */
function batchSeconds(work, run, units, ...more) {
  const out = join(work, `out${run}`);
  const args = ['--batch', `B-${run}`, '--count', String(units), '-o', join(out, '{serial}.hex')];
  const seconds = secondsOf(process.execPath, [cli, 'batch', join(work, 'line.yaml'), ...args, ...more]);
  rmSync(out, { recursive: true });
  return seconds;
}

/**
 * A line with a new ledger.
 * @param {string} folder
 * @param {string} name
 * @returns {string} its folder
 */
function lineIn(folder, name) {
  const work = join(folder, name);
  mkdirSync(work);
  writeFileSync(join(work, 'otp.yaml'), layout);
  writeFileSync(join(work, 'line.yaml'), line);
  writeFileSync(join(work, 'fw.hex'), denseHex(FLASH, MIB));
  process.env.OTPFORGE_STATE_DIR = join(work, 'state');
  secondsOf(process.execPath, [cli, 'ledger', 'init', join(work, 'line.yaml')]);
  return work;
}

/** @param {number} seconds */
function ms(seconds) {
  return `${(seconds * 1000).toFixed(2)} ms`;
}
