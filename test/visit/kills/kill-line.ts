import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../../../src/bank/index.js';
import { writeIntelHex } from '../../../src/image/index.js';
import { deviceOf } from '../../chip/support/chips.js';
import { imageOf } from '../../support/images.js';
import { Board } from './board.js';
import { visitInProcess } from './killed-visit.js';
import { type Kind, layouts, otpOffsets } from './layouts.js';
import { sharedProgram } from './shared-program.js';
import { Station } from './station.js';

/** A production line with two benches, and the program that can be killed at each of its steps. */
export interface KillLine {
  readonly folder: string;
  /** The line.yaml. */
  readonly file: string;
  /** The key of the ledger. */
  readonly key: string;
  readonly program: string;
  readonly device: Device;
  readonly stations: readonly [Station, Station];
  /** What a visit programs in OTP first, last, and in between. */
  readonly otpAddresses: Readonly<Record<'first' | 'middle' | 'last', number | undefined>>;
  /** How many flash operations a visit has that nothing disturbs. */
  readonly operations: number;
  remove(): void;
}

/** Makes a line and its ledger, which `ledger` names as line.yaml does. */
export async function makeKillLine(kind: Kind, ledger: string): Promise<KillLine> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-kills-'));
  const file = join(folder, 'line.yaml');
  const key = join(folder, 'line.key');
  const device = deviceOf(kind === 'F4' ? 'STM32F410C8' : 'STM32L412C8');
  writeFileSync(file, lineText(device.name, ledger));
  writeFileSync(join(folder, 'otp.yaml'), layouts[kind]);
  writeFileSync(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
  const { publicKey } = generateKeyPairSync('x25519');
  writeFileSync(join(folder, 'ask.sh'), hook, { mode: 0o755 });
  writeFileSync(join(folder, 'owner.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const station = (name: string) => new Station(join(folder, name), file, key);
  const stations = [station('bench-1'), station('bench-2')] as const;
  const program = await sharedProgram();
  const { base } = device.bank.otp;
  const [first, middle, last] = otpOffsets[kind].map((offset) => base + offset);
  const line: KillLine = {
    ...{ folder, file, key, device, stations, program, operations: 0 },
    otpAddresses: { first, middle, last },
    remove: () => rmSync(folder, { recursive: true }),
  };
  await stations[0].init();
  for (const each of stations) await each.trust();
  return { ...line, operations: await operationsOf(line) };
}

const lineText = (device: string, ledger: string) => `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${device}
firmware: fw.hex
timezone: Europe/Berlin
ledger: ${ledger}
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
  ticket: { hook: [./ask.sh] }
  key: { random: 16, recipient: owner.pub }
`;

/** Notes each time that it is asked, and answers otherwise each time. */
const hook = `#!/bin/sh
echo "$OTPFORGE_REQUEST" >> asked
printf '%04x\\n' "$(wc -l < asked)"
`;

async function operationsOf(line: KillLine): Promise<number> {
  const board = new Board(line.device);
  const seen = board.operations();
  const { exitCode, output } = await visitInProcess(line, line.stations[0], board);
  if (exitCode !== 0) throw new Error(output);
  return seen.length;
}
