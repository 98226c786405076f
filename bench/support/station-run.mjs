// A station of simulated boards in a process of its own: what it is asked for is its argument, and what it measured its output.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initLedger } from '../../dist/api/ledger-status.js';
import { findDevice, loadBanks } from '../../dist/bank/index.js';
import { SimulatedChip, saveChip } from '../../dist/chip/index.js';
import { openDatabase } from '../../dist/ledger/index.js';
import { probeKinds } from '../../dist/probe/index.js';
import { openStation } from '../../dist/station/open-station.js';
import { Boards } from './boards.mjs';

const DEVICE = 'STM32F401RE';
const BLOCKED_MS = 10_000;
const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac, unique: true }
`;

/**
 * @typedef {object} Asked
 * @property {number} slots
 * @property {number} boards of each slot that are measured
 * @property {number} warmUp boards of each slot before them
 * @property {number} call milliseconds of each probe call
 * @property {boolean} [blocked] the last slot but one waits for its probe, the last one for the ledger
 */

/**
 * @param {Asked} options
 * @returns {Promise<{ units: number, seconds: number, cpuMs: number, boardsMs: number, cycles: number[] }>} `cycles` in milliseconds, of slots that nothing blocks
 */
async function measured({ slots, boards, warmUp, call, blocked = false }) {
  const names = Array.from({ length: slots }, (_, index) => String(index + 1));
  const [probeSlot, ledgerSlot] = blocked ? names.slice(-2) : [];
  const trays = new Map();
  for (const [index, slot] of names.entries()) {
    const files = await madeBoards(index, warmUp + boards);
    trays.set(slot, new BoardsOfSlot(files, slot === probeSlot ? BLOCKED_MS : call));
  }
  const line = await madeLine(names);
  const others = await Boards.started();
  probeKinds.sim.open = (uri) => others.open(uri);
  const free = names.filter((slot) => slot !== probeSlot && slot !== ledgerSlot);
  const shut = ledgerSlot === undefined ? undefined : await shutLedger(ledgerSlot);
  const station = await openStation({
    line,
    journal: join(folder, 'journal.jsonl'),
    yes: true,
    rehearse: false,
    contactOf: (slot) => trays.get(slot),
  });
  const began = new Map();
  const cycles = [];
  let [passed, start, cpu, boardsMs] = [0, 0, process.cpuUsage(), Promise.resolve(0)];
  const warm = free.length * warmUp;
  const wanted = free.length * boards;
  await new Promise((resolve, reject) => {
    station.ended.then(() => reject(new Error('the station has ended')), reject);
    station.watch((event) => {
      if (event.type !== 'slot' || !free.includes(event.slot.slot)) return;
      const { slot, insertion, status, message } = event.slot;
      const key = `${slot} ${insertion}`;
      if (status === 'fail') reject(new Error(`slot ${slot}: ${message}`));
      if (status === 'empty' || status === 'confirm') return;
      if (!began.has(key)) began.set(key, performance.now());
      if (status !== 'pass') return;
      trays.get(slot).takeOut();
      passed += 1;
      if (passed > warm) cycles.push(performance.now() - began.get(key));
      if (passed === warm) {
        [start, cpu, boardsMs] = [performance.now(), process.cpuUsage(), others.cpuMs()];
        setTimeout(() => shut?.open().catch(reject), BLOCKED_MS).unref();
      }
      if (passed === warm + wanted) resolve(undefined);
    });
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const ofBoards = (await others.cpuMs()) - (await boardsMs);
  await shut?.open();
  // A blocked slot would end with the last call of its probe.
  if (!blocked) {
    station.stop();
    await station.ended;
  }
  return { units: wanted, seconds, cpuMs: (user + system) / 1000, boardsMs: ofBoards, cycles };
}

/** Hands out boards one after the other; each leaves when its verdict is shown. */
class BoardsOfSlot {
  #files;
  #call;
  #out = () => {};
  #isOut = Promise.resolve();

  /**
   * @param {readonly string[]} files
   * @param {number} call
   */
  constructor(files, call) {
    this.#files = [...files];
    this.#call = call;
  }

  /** @param {AbortSignal} signal */
  async boardIn(signal) {
    const file = this.#files.shift();
    if (file === undefined) return ended(signal);
    this.#isOut = new Promise((resolve) => {
      this.#out = () => resolve(undefined);
    });
    return { scheme: 'sim', target: DEVICE, options: { file, call: String(this.#call) } };
  }

  /** @param {AbortSignal} signal */
  async boardOut(signal) {
    await Promise.race([this.#isOut, ended(signal)]);
  }

  takeOut() {
    this.#out();
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function ended(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/**
 * @param {number} slot
 * @param {number} count
 * @returns {Promise<string[]>} their files
 */
async function madeBoards(slot, count) {
  const device = findDevice(DEVICE, await loadBanks());
  const files = [];
  for (let n = 0; n < count; n += 1) {
    const file = join(folder, `${slot}-${n}.chip`);
    const uid = new Uint8Array([slot, n >> 8, n & 255, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await saveChip(file, SimulatedChip.create(device, { uid }));
    files.push(file);
  }
  return files;
}

/**
 * A line with its ledger.
 * @param {readonly string[]} names
 * @returns {Promise<string>} its file
 */
async function madeLine(names) {
  const probes = names.map((slot) => `  "${slot}": "sim:${DEVICE},file=${slot}.chip"`);
  writeFileSync(join(folder, 'otp.yaml'), layout);
  const file = join(folder, 'line.yaml');
  writeFileSync(
    file,
    `format: otpforge.line/1
product: bench
layout: otp.yaml
device: ${DEVICE}
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:08}" }
  mac: { pool: macs, from: "02:00:00:00:00:00", to: "02:00:00:FF:FF:FF" }
slots:
${probes.join('\n')}
`,
  );
  await initLedger(file, { simulated: true });
  return file;
}

/**
 * Lets the ledger refuse the records of one slot.
 * @param {string} slot
 * @returns {Promise<{ open: () => Promise<void> }>} what ends that
 */
async function shutLedger(slot) {
  const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'line.db') });
  const run = (sql) => database.transaction((tx) => tx.run(sql));
  await run(`CREATE TRIGGER shut BEFORE UPDATE ON stage
    WHEN NEW.state = 'verified' AND EXISTS (SELECT 1 FROM visit WHERE run = OLD.run AND slot = '${slot}')
    BEGIN SELECT RAISE(ABORT, 'this slot waits'); END`);
  return { open: () => run('DROP TRIGGER IF EXISTS shut') };
}

/** @type {Asked} */
const asked = JSON.parse(process.argv[2] ?? '{}');
const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-'));
process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
try {
  console.log(JSON.stringify(await measured(asked)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
