import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BatchDocument, BatchOptions } from '../../src/api/batch.js';
import { makeBatch } from '../../src/api/make-batch.js';
import { findDevice, loadBanks } from '../../src/bank/index.js';
import { type SparseImage, writeIntelHex } from '../../src/image/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { batchUnits } from '../../src/ledger/units/find.js';
import type { KnownUnit } from '../../src/ledger/units/known.js';
import { loadLine } from '../../src/line/index.js';
import { sqliteTables, type Tables } from '../ledger/tables-support.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { recipientKey } from '../support/recipient-key.js';
import { ledgerOf } from '../visit/bench.js';

/** A line that gives out batches, in a folder of its own. */
export interface BatchLine {
  readonly folder: string;
  readonly tables: Tables;
  /** Batch B-1 of three units, unless told otherwise. */
  batch(options?: Partial<BatchOptions>): Promise<BatchDocument>;
  units(batch?: string): Promise<readonly KnownUnit[]>;
  /** The names of what is in the folder of the files. */
  names(): readonly string[];
  read(name: string): string;
  write(name: string, text: string | Uint8Array): void;
}

export const layoutText = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`;

export const lineText = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF", step: 2 }
`;

export const firmware = imageOf([0x08000000, [...Array(100).keys()]]);

/** The files of batch B-1. */
export const files = ['SN-000001.hex', 'SN-000002.hex', 'SN-000003.hex'];
/** All that batch B-1 leaves in its folder. */
export const made = ['B-1.manifest.json', 'B-1_SNList.txt', ...files];

export interface BatchLineParts {
  readonly layout?: string;
  readonly line?: string;
  readonly firmware?: SparseImage;
}

export function onBatchLine(
  work: (line: BatchLine) => Promise<void>,
  parts: BatchLineParts = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
    write('otp.yaml', parts.layout ?? layoutText);
    write('line.yaml', parts.line ?? lineText);
    write('keys.pub', recipientKey);
    write('fw.hex', writeIntelHex(parts.firmware ?? firmware));
    mkdirSync(join(folder, 'out'));
    const tables = await sqliteTables();
    try {
      await work({
        ...{ folder, tables, write },
        units: (batch = 'B-1') => tables.in((tx) => batchUnits(tx, 'controller-c', batch)),
        names: () => readdirSync(join(folder, 'out')).sort(),
        read: (name) => readFileSync(join(folder, 'out', name), 'utf8'),
        batch: async (options) => {
          const banks = await loadBanks();
          const line = await loadLine(join(folder, 'line.yaml'));
          const { bank } = findDevice(line.device, banks);
          const layout = parseLayout(readFileSync(line.layout, 'utf8'), 'otp.yaml', bank);
          const output = join(folder, 'out', '{serial}.hex');
          const asked = { line: line.file, batch: 'B-1', output, ...options };
          return makeBatch(
            asked.data === undefined && asked.count === undefined ? { ...asked, count: 3 } : asked,
            { line, layout, banks, ledger: ledgerOf(tables) },
          );
        },
      });
    } finally {
      await tables.close();
    }
  });
}

/** The name and text of each file of a batch. */
export function contentsOf(line: BatchLine): readonly (readonly [string, string])[] {
  return line.names().map((name) => [name, line.read(name)]);
}

/** An error with this code whose message has these words in this order. */
export function refuses(code: string, ...words: readonly string[]) {
  const message = expect.stringMatching(new RegExp(words.join('.*')));
  return expect.objectContaining({ code, message });
}
