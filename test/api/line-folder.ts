import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initLedger } from '../../src/api/ledger-status.js';
import { withLine } from '../../src/api/open-line.js';
import { type UnitOptions, unit } from '../../src/api/unit.js';
import type { VisitDocument } from '../../src/api/unit-document.js';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import type { LedgerTransaction } from '../../src/ledger/index.js';
import { l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

/** A production line of simulated chips in a folder of its own, with ledger and state folder. */
export interface LineFolder {
  readonly folder: string;
  /** The line.yaml. */
  readonly line: string;
  at(name: string): string;
  /** Presents the chip in a file; made where it is not there. */
  present(chip: string, options?: Partial<UnitOptions>): Promise<VisitDocument>;
  probe(chip: string): string;
  /** A blank chip in a file, after some work on it. */
  chip(name: string, work?: (chip: SimulatedChip) => void): Promise<void>;
  /** The same with the chip in it. */
  changeChip(name: string, work: (chip: SimulatedChip) => void): Promise<void>;
  /** Does something to the ledger that no command does. */
  inLedger<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  remove(): void;
}

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`;

const lineText = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
order: { number: WO-1, quantity: 5 }
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;

export async function lineFolder(files: Readonly<Record<string, string>> = {}): Promise<LineFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-line-'));
  const at = (name: string) => join(folder, name);
  const line = at('line.yaml');
  const before = process.env.OTPFORGE_STATE_DIR;
  process.env.OTPFORGE_STATE_DIR = at('state');
  writeFileSync(at('fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
  const all = { 'otp.yaml': layout, 'line.yaml': lineText, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(at(name), text);
  await initLedger(line, { simulated: true });
  const probe = (chip: string) => `sim:STM32L476RG,file=${at(chip)}`;
  return {
    folder,
    line,
    at,
    probe,
    present: (chip, options = {}) =>
      unit({ line, probe: probe(chip), confirm: () => true, journal: at('journal.jsonl'), ...options }),
    async chip(name, work) {
      const chip = SimulatedChip.create(l476);
      work?.(chip);
      await saveChip(at(name), chip);
    },
    async changeChip(name, work) {
      const chip = await loadChip(at(name), l476);
      work(chip);
      await saveChip(at(name), chip);
    },
    inLedger: (work) => withLine(line, {}, ({ ledger }) => ledger.transaction(work)),
    remove() {
      if (before === undefined) delete process.env.OTPFORGE_STATE_DIR;
      else process.env.OTPFORGE_STATE_DIR = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
