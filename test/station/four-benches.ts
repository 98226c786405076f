import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { otpforge } from '../support/cli.js';
import { StationProcess } from './station-process.js';

/** How many boards a bench has, and how many more in a fixture that loses its supply in the middle of a burn. */
export const whole = 90;
export const someFaulty = 10;

const device = deviceOf('STM32F410C8');

/** A line with four benches, each with a tray of boards and a faulty fixture with a tray of its own. */
export interface FourBenches {
  readonly folder: string;
  readonly benches: readonly number[];
  fileOf(bench: number): string;
  envOf(bench: number): Readonly<Record<string, string>>;
  trayOf(bench: number, kind?: 'boards' | 'faulty'): string;
  start(bench: number): StationProcess;
}

export async function fourBenches(folder: string, ledger: string): Promise<FourBenches> {
  const benches = [1, 2, 3, 4];
  const line: FourBenches = {
    ...{ folder, benches },
    fileOf: (bench) => join(folder, `bench-${bench}.yaml`),
    envOf: (bench) => ({ OTPFORGE_STATE_DIR: join(folder, `state-${bench}`) }),
    trayOf: (bench, kind = 'boards') => join(folder, `${kind}-${bench}`),
    start: (bench) =>
      new StationProcess({
        ...{ program: resolve('dist/cli/main.js'), folder, env: line.envOf(bench) },
        args: [line.fileOf(bench), '--ledger-key', 'line.key', '--json', '--yes'],
      }),
  };
  writeFileSync(join(folder, 'otp.yaml'), layout);
  for (const bench of benches) {
    writeFileSync(line.fileOf(bench), lineText(ledger, bench));
    await fill(line.trayOf(bench), whole);
    await fill(line.trayOf(bench, 'faulty'), someFaulty);
  }
  const init = ['ledger', 'init', line.fileOf(1), '--simulated', '--ledger-key', 'line.key'];
  const made = await otpforge(init, folder, line.envOf(1));
  if (made.exitCode !== 0) throw new Error(made.stderr);
  return line;
}

/** The chip files in a folder and those below it. */
export async function chipsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.chip'));
}

/** The serials that the chip of a file holds. */
export async function serialOf(file: string): Promise<readonly string[]> {
  const { bench } = await loadChip(file, device);
  const { base, size } = device.bank.otp;
  const text = Buffer.from(bench.peek(base, size)).toString('latin1');
  return text.match(/SN-\d{6}/g) ?? [];
}

async function fill(tray: string, boards: number): Promise<void> {
  mkdirSync(tray);
  const uidSize = device.bank.identity.uidSize;
  for (let n = 0; n < boards; n += 1) {
    const uid = randomBytes(uidSize);
    await saveChip(join(tray, `${uid.toString('hex')}.chip`), SimulatedChip.create(device, { uid }));
  }
}

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
`;

const lineText = (ledger: string, bench: number) => `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${device.name}
timezone: UTC
ledger: ${ledger}
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
slots:
  "1": "sim:${device.name},tray=boards-${bench}"
  "2": "sim:${device.name},tray=faulty-${bench},fault=power@2:0.5"
`;
