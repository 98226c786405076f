import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hearing, hearing } from '../../src/api/listener.js';
import { withTarget } from '../../src/api/target.js';
import { type VisitOptions, visitWork } from '../../src/api/visit-die.js';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { loadLine } from '../../src/line/index.js';
import type { Probe } from '../../src/probe/index.js';
import type { VisitLedger, VisitResult } from '../../src/visit/index.js';
import { sqliteTables, type Tables } from '../ledger/tables-support.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

/** A line in a folder, with chips as files and a ledger of its own. */
export interface Bench {
  readonly tables: Tables;
  readonly device: string;
  readonly ledger: VisitLedger;
  /** `fault`, of the simulated chip, is taken out of the options. */
  present(chip: string, options?: Partial<VisitOptions> & Presentation): Promise<VisitResult>;
  /** A blank chip in a file. */
  blank(chip: string): Promise<SimulatedChip>;
}

export interface Presentation extends Partial<Pick<Hearing, 'note' | 'onEvent'>> {
  readonly fault?: string;
  /** What lies between the visit and its chip in the first session. */
  readonly wrap?: (probe: Probe) => Probe;
  /** Another view of the ledger than the bench's own. */
  readonly ledger?: VisitLedger;
}

/** A ledger that only keeps its rows: no station has a memory of it. */
export function ledgerOf(tables: Tables, station = 'bench 1'): VisitLedger {
  const key = Buffer.alloc(32, 7);
  const headOf = (place: object) => Buffer.from(`${JSON.stringify(place)}\n`);
  return {
    id: 'ledger 1',
    station,
    transaction: (work) => tables.in(work, station),
    mac: (scope, bytes) => createHmac('sha256', key).update(scope).update('\n').update(bytes).digest(),
    seal: (value, place) => Buffer.concat([headOf(place), value]),
    open: (sealed, place) => {
      const head = headOf(place);
      if (!head.equals(sealed.subarray(0, head.length))) throw new Error('sealed for another field');
      return sealed.slice(head.length);
    },
    isStationAlive: async () => false,
  };
}

const layouts = {
  F4: `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x1C, type: crc, algorithm: crc32, over: [serial, mac] }
`,
  L4: `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`,
  'L4 with records': `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
records:
  identity:
    offset: 0
    slots: 4
    stride: 32
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      mac: { offset: 0x10, type: mac }
      check: { offset: 0x18, type: crc, algorithm: crc32, over: [count, serial, mac] }
`,
} as const;
export type Kind = keyof typeof layouts;
export const kinds = Object.keys(layouts) as Kind[];

export const deviceOf = (kind: Kind) => (kind === 'F4' ? 'STM32F401RE' : 'STM32L476RG');

export const lineOf = (kind: Kind) => `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${deviceOf(kind)}
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{yy}{ww}-{n:05}", reset: week }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;

/** Opens a bench in an empty folder, whose ledger is one of its own unless tables are given. */
export async function openBench(
  folder: string,
  kind: Kind,
  line = lineOf(kind),
  layout: string = layouts[kind],
  given?: Tables,
): Promise<Bench> {
  writeFileSync(join(folder, 'otp.yaml'), layout);
  writeFileSync(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
  writeFileSync(join(folder, 'line.yaml'), line);
  const tables = given ?? (await sqliteTables());
  const ledger = ledgerOf(tables);
  const loaded = await loadLine(join(folder, 'line.yaml'));
  return {
    tables,
    ledger,
    device: loaded.device,
    blank: async (chip) => {
      const made = SimulatedChip.create(kind === 'F4' ? f401 : l476);
      await saveChip(join(folder, chip), made);
      return made;
    },
    present: (chip, { fault, wrap = (probe: Probe) => probe, ledger: seen = ledger, ...options } = {}) => {
      const heard = hearing<VisitOptions & Partial<Hearing>>({
        slot: '1',
        scans: new Map<string, string>(),
        journal: join(folder, 'journal.jsonl'),
        confirm: () => true,
        ...options,
      });
      const faults = fault === undefined ? '' : `,fault=${fault}`;
      const probe = `sim:${loaded.device},file=${join(folder, chip)}${faults}`;
      const work = visitWork(loaded, seen, heard);
      return withTarget(
        { ...heard, probe, device: loaded.device, layout: loaded.layout },
        { ...work, run: (target, image) => work.run({ ...target, probe: wrap(target.probe) }, image) },
      );
    },
  };
}
