import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { verifyJournal } from '../../src/api/journal.js';
import { initLedger } from '../../src/api/ledger-status.js';
import { ledgerVerify } from '../../src/api/ledger-verify.js';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { openDatabase } from '../../src/ledger/index.js';
import { openStation } from '../../src/station/open-station.js';
import type { SlotState } from '../../src/station/slot-state.js';
import { f401 } from '../support/banks.js';
import { FakeContact } from './fake-contact.js';

const target = 'STM32F401RE';
const slots = ['1', '2', '3', '4', '5', '6', '7', '8'];

/** Burns so many boards in eight slots, and expects that nothing is left of them but their records. */
export async function soak(folder: string, boards: number): Promise<void> {
  const line = await makeLine(folder);
  const journal = join(folder, 'journal.jsonl');
  const contacts = new Map(slots.map((slot) => [slot, new FakeContact()]));
  const contactOf = (slot: string) => contacts.get(slot) ?? new FakeContact();
  const station = await openStation({ line, journal, contactOf, yes: true, rehearse: false });
  const warnings: string[] = [];
  const heard = ({ message }: Error) => warnings.push(message);
  process.on('warning', heard);
  const run = new Boards(folder, boards, contactOf);
  await run.done((hear) => station.watch((event) => event.type === 'slot' && hear(event.slot)));
  process.off('warning', heard);
  expect(warnings).toEqual([]);
  station.stop();
  expect(await station.ended).toBe(0);
  expectSteady(run.memory);
  expect(await ledgerVerify(line)).toMatchObject({
    result: 'accounted',
    brokenChains: [],
    pools: expect.arrayContaining([expect.objectContaining({ issued: boards, unaccounted: [] })]),
  });
  expect(await verifyJournal({ file: journal })).toMatchObject({ result: 'intact' });
  await expectAllSent(folder, boards);
}

async function makeLine(folder: string): Promise<string> {
  const line = join(folder, 'line.yaml');
  const probes = slots.map((slot) => `"${slot}": "sim:${target},file=${slot}.chip"`);
  await writeFile(
    join(folder, 'otp.yaml'),
    `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac, unique: true }
`,
  );
  await writeFile(
    line,
    `format: otpforge.line/1
product: soak
layout: otp.yaml
device: ${target}
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:08}" }
  mac: { pool: macs, from: "02:00:00:00:00:00", to: "02:00:00:FF:FF:FF" }
outputs: [{ file: sent.jsonl }]
slots: { ${probes.join(', ')} }
`,
  );
  await initLedger(line, { simulated: true });
  return line;
}

/** Boards that go into the slots one after the other, until all of them have passed. */
class Boards {
  /** Bytes that are in use after each tenth board. */
  readonly memory: number[] = [];
  readonly #folder: string;
  readonly #count: number;
  readonly #contactOf: (slot: string) => FakeContact;
  #given = 0;
  #passed = 0;

  constructor(folder: string, count: number, contactOf: (slot: string) => FakeContact) {
    this.#folder = folder;
    this.#count = count;
    this.#contactOf = contactOf;
  }

  done(watch: (hear: (slot: SlotState) => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = watch(({ slot, status, message }) => {
        if (status === 'fail') reject(new Error(`slot ${slot}: ${message}`));
        if (status === 'empty') this.#put(slot).catch(reject);
        if (status !== 'pass') return;
        this.#passed += 1;
        if (this.#passed % 10 === 0) this.memory.push(usedMemory());
        if (this.#passed < this.#count) return this.#contactOf(slot).takeOut();
        end();
        resolve();
      });
      for (const slot of slots) this.#put(slot).catch(reject);
    });
  }

  async #put(slot: string): Promise<void> {
    const n = this.#given;
    if (n === this.#count) return;
    this.#given += 1;
    const uid = new Uint8Array([n >> 8, n & 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const file = join(this.#folder, `${n}.chip`);
    await saveChip(file, SimulatedChip.create(f401, { uid }));
    if (n >= slots.length)
      await unlink(join(this.#folder, `${n - slots.length}.chip`)).catch(() => undefined);
    this.#contactOf(slot).put({ scheme: 'sim', target, options: { file } });
  }
}

function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The first ten boards load what is loaded once. */
function expectSteady(memory: readonly number[]): void {
  const tenth = Math.max(1, Math.floor(memory.length / 10));
  const mean = (some: readonly number[]) => some.reduce((sum, each) => sum + each, 0) / some.length;
  const [first, last] = [mean(memory.slice(1, 1 + tenth)), mean(memory.slice(-tenth))];
  expect(last / first).toBeLessThan(1.1);
}

/** The outbox is empty, and each unit was sent once. */
async function expectAllSent(folder: string, boards: number): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'line.db') });
  try {
    const [left] = await database.transaction((tx) =>
      tx.all('SELECT count(*) AS count FROM outbox WHERE id > (SELECT min(sent) FROM output)'),
    );
    expect(left).toEqual({ count: 0 });
  } finally {
    await database.close();
  }
  const sent = (await readFile(join(folder, 'sent.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent.length).toBeGreaterThanOrEqual(boards);
}
