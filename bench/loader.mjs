/**
 * Size, stack and cycles of the built loaders against their bounds; exits 1 when one is broken.
 * Run `npm run build` first, then `node bench/loader.mjs`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findDevice, loadBanks } from '../dist/bank/index.js';
import { readLoader } from '../dist/loader/index.js';
import { runFullBank } from './support/run-loader.mjs';

const MAX_CODE = 640;
const MAX_STACK = 200;

/** How many times units × tprog a full bank may take, by the size of a unit. */
const limits = new Map([
  [1, 1.3],
  [8, 1.25],
  [16, 2],
]);

// Hosts erase and program reserved sectors by flash words, which no bound is set for.
const banks = (await loadBanks()).filter(({ bank }) => limits.has(bank.otp.writeUnit));
const devices = banks.map(({ bank }) => findDevice(Object.keys(bank.lines.at(-1).devices)[0], banks));
const bounds = devices.flatMap((device) => boundsOf(device, limits.get(device.bank.otp.writeUnit)));
for (const { what, value, bound, detail = '' } of bounds) {
  const verdict = value <= bound ? 'ok' : 'BROKEN';
  console.log(
    `${what.padEnd(52)} ${String(value).padStart(6)}  at most ${String(bound).padEnd(5)} ${verdict}  ${detail}`,
  );
}
process.exitCode = bounds.every(({ value, bound }) => value <= bound) ? 0 : 1;

/**
 * @param {import('../dist/bank/index.js').Device} device
 * @param {number} limit
 * @returns {{ what: string, value: number, bound: number, detail?: string }[]}
 */
function boundsOf(device, limit) {
  const { name, otp, timing } = device.bank;
  const file = fileURLToPath(new URL(`../firmware/loaders/${name}.elf`, import.meta.url));
  const loader = readLoader(readFileSync(file), file);
  const units = otp.data.size / otp.writeUnit;
  const ideal = (units * timing.tprogTypicalUs * timing.resetClockHz) / 1e6;
  const runs = ['Burn', 'ProgramPage'].map((entry) => ({ entry, ...runFullBank(device, loader, entry) }));
  return [
    { what: `${name}: PrgCode + PrgData in bytes`, value: loader.code.length, bound: MAX_CODE },
    ...runs.map(({ entry, stack }) => ({
      what: `${name}: stack of ${entry} in bytes`,
      value: stack,
      bound: MAX_STACK,
    })),
    ...runs.map(({ entry, cycles }) => ({
      what: `${name}: ${entry} of the full bank, ratio to tprog`,
      value: Math.round((cycles / ideal) * 1000) / 1000,
      bound: limit,
      detail: `${cycles} cycles, ${units} units, ${((cycles / timing.resetClockHz) * 1e3).toFixed(1)} ms`,
    })),
  ];
}
