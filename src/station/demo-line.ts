import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initLedger } from '../api/ledger-status.js';
import { loadBanks } from '../bank/index.js';
import { makeFolder } from '../files/make-folder.js';
import { packagePath } from '../files/package-path.js';
import { openProbe } from '../probe/index.js';

export interface DemoLineOptions {
  /** Of each probe call. */
  readonly callMs: number;
  /** How long a board stays in after its verdict. */
  readonly dwellMs: number;
}

/** How many boards there are in the tray. */
export const demoBoards = 12;

/** What is wrong with some of them, as faults of the simulated chip that stay in its file. */
const faults: ReadonlyMap<number, string> = new Map([
  [4, 'rdp=1'],
  [7, 'dead@0x1FFF7000'],
  [10, 'damaged@0x1FFF7008'],
]);

const device = 'STM32L476RG';

/**
 * Makes a production line of simulated chips in an empty folder: four slots, a tray of twelve boards of which three are bad, and
 * its ledger. Returns its line.yaml. Errors: FILE_WRITE_FAILED, LEDGER_*.
 */
export async function makeDemoLine(folder: string, options: DemoLineOptions): Promise<string> {
  await writeFile(join(folder, 'otp.yaml'), layout);
  await copyFile(packagePath('firmware', 'example', 'example-l476.hex'), join(folder, 'fw.hex'));
  await makeFolder(join(folder, 'boards'));
  const banks = await loadBanks();
  for (let number = 1; number <= demoBoards; number += 1) {
    const file = join(folder, 'boards', `board-${String(number).padStart(2, '0')}.chip`);
    const fault = faults.get(number);
    const probe = await openProbe(
      { scheme: 'sim', target: device, options: { file, ...(fault !== undefined && { fault }) } },
      { banks },
    );
    await probe.close();
  }
  const line = join(folder, 'line.yaml');
  await writeFile(line, lineText(options));
  await initLedger(line, { simulated: true });
  return line;
}

// That of the example firmware, without a date.
const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  revision: { offset: 0x16, type: u16, default: 1 }
  check: { offset: 0x1C, type: crc, algorithm: crc32, over: [serial, mac, revision] }
`;

function lineText({ callMs, dwellMs }: DemoLineOptions): string {
  const slots = ['1', '2', '3', '4'].map(
    (slot) => `  "${slot}": "sim:${device},tray=boards,call=${callMs},dwell=${dwellMs}"`,
  );
  return `format: otpforge.line/1
product: demo
layout: otp.yaml
device: ${device}
firmware: fw.hex
timezone: UTC
ledger: sqlite:line.db
order: { number: DEMO-1, quantity: ${demoBoards} }
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:FF" }
slots:
${slots.join('\n')}
`;
}
