import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { initLedger } from '../../src/api/ledger-status.js';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { type Database, openDatabase } from '../../src/ledger/index.js';
import { type OpenedStation, openStation, type StationOptions } from '../../src/station/open-station.js';
import type { SlotState } from '../../src/station/slot-state.js';
import type { StationState } from '../../src/station/station-state.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { FakeContact } from './fake-contact.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  lot: { offset: 0x18, type: ascii, length: 8, pad: 0x00 }
  check: { offset: 0x20, type: crc, algorithm: crc32, over: [serial, mac, lot] }
`;
const values = `values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;
export const withoutScans = `${values}  lot: { sequence: "L-{n:04}" }\n`;
export const withLot = `${values}  lot: { scan: "L[0-9]{4}" }\n`;

/** A running station whose boards a test puts in. */
export interface Bench {
  readonly station: OpenedStation;
  /** Puts the chip of a file into a slot. */
  put(slot: string, chip: string, options?: Readonly<Record<string, string>>): void;
  takeOut(slot: string): void;
  slot(name: string): SlotState;
  /** Resolves once that is so. */
  until(reached: (state: StationState) => boolean): Promise<StationState>;
  /** Resolves with the slot once it shows that. */
  shows(slot: string, status: SlotState['status']): Promise<SlotState>;
}

/** Stations with a line, a ledger and a state folder in a folder of each test. */
export function stationsInFolder() {
  let folder = '';
  const path = (name: string) => join(folder, name);
  const running: OpenedStation[] = [];
  let side: Database | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-station-'));
    vi.stubEnv('OTPFORGE_STATE_DIR', path('state'));
    vi.stubEnv('OTPFORGE_CONFIG_DIR', path('config'));
  });
  afterEach(async () => {
    for (const station of running.splice(0)) {
      station.stop();
      station.stop();
      await station.ended;
    }
    await side?.close();
    side = undefined;
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, text: string | Uint8Array) => writeFileSync(path(name), text);
  return {
    path,
    write,
    /** Makes the line with its ledger; `more` is the text from `values:` on. */
    async line(more = withoutScans, slots: readonly string[] = ['1']): Promise<void> {
      const probes = slots.map((slot) => `"${slot}": "sim:STM32L476RG,file=${slot}.chip"`);
      write('otp.yaml', layout);
      write('fw.hex', writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
      write(
        'line.yaml',
        `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
ledger: sqlite:line.db
slots: { ${probes.join(', ')} }
${more}`,
      );
      await initLedger(path('line.yaml'), { simulated: true });
    },
    blank: (chip: string) => saveChip(path(chip), SimulatedChip.create(l476, { uid: randomBytes(12) })),
    /** The database of the ledger, beside the station's own connection. */
    async side(): Promise<Database> {
      side ??= await openDatabase({ engine: 'sqlite', file: path('line.db') });
      return side;
    },
    async open(options: Partial<StationOptions> = {}): Promise<Bench> {
      const contacts = new Map<string, FakeContact>();
      const contactIn = (slot: string) => {
        const contact = contacts.get(slot);
        if (!contact) throw new Error(`there is no slot ${slot}`);
        return contact;
      };
      const station = await openStation({
        ...{ line: path('line.yaml'), journal: path('journal.jsonl'), yes: true, rehearse: false },
        retryPauseMs: 5,
        contactOf: (slot) => {
          const contact = new FakeContact();
          contacts.set(slot, contact);
          return contact;
        },
        ...options,
      });
      running.push(station);
      const until = (reached: (state: StationState) => boolean): Promise<StationState> =>
        new Promise((resolve) => {
          const check = () => {
            const state = station.state();
            if (!reached(state)) return;
            end();
            resolve(state);
          };
          const end = station.watch(check);
          check();
        });
      const slot = (name: string): SlotState => {
        const found = station.state().slots.find((each) => each.slot === name);
        if (!found) throw new Error(`there is no slot ${name}`);
        return found;
      };
      return {
        ...{ station, until, slot },
        put: (name, chip, more = {}) =>
          contactIn(name).put({
            scheme: 'sim',
            target: 'STM32L476RG',
            options: { file: path(chip), ...more },
          }),
        takeOut: (name) => contactIn(name).takeOut(),
        async shows(name, status) {
          await until(() => slot(name).status === status);
          return slot(name);
        },
      };
    },
  };
}
