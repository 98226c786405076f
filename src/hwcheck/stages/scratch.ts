import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { type Bench, type Check, compare, judged, type Seen } from '../bench.js';
import { isBlank } from '../download-area.js';
import { resultText } from '../result-text.js';
import { runLoader, timeLoader } from '../run-code.js';
import { busyCheck, coreCacheCheck, debuggerCacheCheck } from './cache.js';
import { killedCheck } from './killed.js';
import { pulledChecks } from './pulled.js';
import { dataBase, eraseCheck, pattern, servedBy } from './scratch-data.js';

/** How many burns of one unit each are done one after another. */
const repeats = 100;

/** Stage 2: the same loader, with its address words changed, burns a sector of main flash that is put back afterwards. */
export const scratchChecks: readonly Check[] = [
  { id: 'erase', title: 'The probe erases the scratch sector', look: eraseCheck },
  { id: 'full-bank', title: 'A full bank, burnt and read back', look: fullBankCheck },
  { id: 'unit-time', title: 'Time for each unit', look: unitTimeCheck },
  { id: 'again', title: 'The same again burns nothing', look: againCheck },
  { id: 'ones-over-data', title: 'All ones over data are skipped', look: onesCheck },
  { id: 'busy', title: 'BSY in the first read of FLASH_SR behind a unit', look: busyCheck },
  { id: 'cache-core', title: 'The core reads a cached unit behind its burn', look: coreCacheCheck },
  { id: 'cache-debugger', title: 'So does the debugger', look: debuggerCacheCheck },
  { id: 'erase-again', title: 'The probe erases what was burnt', look: eraseCheck },
  { id: 'repeats', title: `${repeats} burns of one unit each`, look: repeatsCheck },
  { id: 'conflict', title: 'A conflict is refused before the first unit', look: conflictCheck },
  { id: 'killed', title: 'A burning process of ours is killed', look: killedCheck },
  ...pulledChecks,
  { id: 'restored', title: 'The scratch sector is as it was', look: restoredCheck },
];

async function fullBankCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  await probe.resetHalt();
  const bytes = pattern(bench);
  const result = await runLoader(probe, servedBy(bench), [{ address: dataBase(bench), bytes }]);
  await probe.resetHalt();
  const isEqual = Buffer.from(await probe.readMemory(dataBase(bench), bytes.length)).equals(bytes);
  const units = bytes.length / bench.device.bank.otp.writeUnit;
  return compare(
    `${resultText({ status: 0, unitsDone: units })}, equal`,
    `${resultText(result)}, ${isEqual ? 'equal' : 'not equal'}`,
  );
}

async function unitTimeCheck(bench: Bench): Promise<Seen> {
  const { probe, device } = bench;
  const { timing, otp } = device.bank;
  await probe.resetHalt();
  await eraseCheck(bench);
  const bytes = pattern(bench);
  const full = await timeLoader(probe, servedBy(bench), [{ address: dataBase(bench), bytes }]);
  const units = bytes.length / otp.writeUnit;
  const microseconds = (full.cycles * 1e6) / timing.resetClockHz / units;
  const { tprogTypicalUs: typical } = timing;
  const expected = `${typical} µs typical: ${(typical / 2).toFixed(1)} to ${(typical * 2).toFixed(1)} µs`;
  const isOk = microseconds >= typical / 2 && microseconds <= typical * 2;
  return judged(isOk, expected, `${microseconds.toFixed(1)} µs over ${count(full.unitsDone, 'unit')}`);
}

async function againCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  await probe.resetHalt();
  const job = [{ address: dataBase(bench), bytes: pattern(bench) }];
  return compare(
    resultText({ status: 0, unitsDone: 0 }),
    resultText(await runLoader(probe, servedBy(bench), job)),
  );
}

async function onesCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  await probe.resetHalt();
  const bytes = pattern(bench);
  const ones = new Uint8Array(bytes.length).fill(0xff);
  const result = await runLoader(probe, servedBy(bench), [{ address: dataBase(bench), bytes: ones }]);
  const isEqual = Buffer.from(await probe.readMemory(dataBase(bench), bytes.length)).equals(bytes);
  return compare(
    `${resultText({ status: 0, unitsDone: 0 })}, as before`,
    `${resultText(result)}, ${isEqual ? 'as before' : 'changed'}`,
  );
}

async function repeatsCheck(bench: Bench): Promise<Seen> {
  const { probe } = bench;
  await probe.resetHalt();
  let done = 0;
  for (let index = 0; index < repeats; index += 1) {
    const unit = oneUnit(bench, index);
    const { status, unitsDone } = await runLoader(probe, servedBy(bench), [unit]);
    const found = await probe.readMemory(unit.address, unit.bytes.length);
    if (status === 0 && unitsDone === 1 && Buffer.from(found).equals(unit.bytes)) done += 1;
  }
  return compare(`${repeats} of ${repeats} done and read back`, `${done} of ${repeats} done and read back`);
}

async function conflictCheck(bench: Bench): Promise<Seen> {
  const { probe, device } = bench;
  await probe.resetHalt();
  const first = oneUnit(bench, 0);
  const conflict = { ...first, bytes: first.bytes.map((byte) => ~byte & 0xff) };
  const last = device.bank.otp.data.size / device.bank.otp.writeUnit - 1;
  const blank = oneUnit(bench, last);
  const { status, failAddress } = await runLoader(probe, servedBy(bench), [blank, conflict]);
  const isUntouched = isBlank(await probe.readMemory(blank.address, blank.bytes.length));
  return compare(
    `status 3 at ${hex32(first.address)}, the other unit blank`,
    `status ${status} at ${hex32(failAddress)}, the other unit ${isUntouched ? 'blank' : 'burnt'}`,
  );
}

async function restoredCheck({ given }: Bench): Promise<Seen> {
  const isRestored = given.scratch?.restored === true;
  return compare('read back equal', isRestored ? 'read back equal' : 'not restored');
}

function oneUnit(bench: Bench, index: number): { readonly address: number; readonly bytes: Uint8Array } {
  const { writeUnit } = bench.device.bank.otp;
  const at = index * writeUnit;
  return { address: dataBase(bench) + at, bytes: pattern(bench).subarray(at, at + writeUnit) };
}
