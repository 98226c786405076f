import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { loadChip } from '../../../src/chip/index.js';
import { writeIntelHex } from '../../../src/image/index.js';
import { openDatabase } from '../../../src/ledger/index.js';
import { account, pools } from '../../../src/ledger/pools/account.js';
import { loadLine } from '../../../src/line/index.js';
import { deviceOf } from '../../chip/support/chips.js';
import { inFolder, otpforge } from '../../support/cli.js';
import { imageOf } from '../../support/images.js';

const processes = 8;
const device = deviceOf('STM32L412C8');

/** Burns so many chips by `otpforge unit`, 8 at a time on two stations, and expects each value once and no gap. */
export function expectNoValueTwice(units: number, address: string): Promise<void> {
  return inFolder(async (folder) => {
    await makeLine(folder, address);
    const chips = Array.from({ length: units }, (_, n) => `${n + 1}.chip`);
    const shares = Array.from({ length: processes }, (_, index) =>
      chips.filter((_, n) => n % processes === index),
    );
    await Promise.all(shares.map((share, index) => presentAll(folder, `bench-${index % 2}`, share)));

    const serials = new Set<string>();
    for (const chip of chips) {
      const { bench } = await loadChip(join(folder, chip), device);
      const otp = Buffer.from(bench.peek(device.bank.otp.base, 22));
      serials.add(`${otp.toString('latin1', 0, 9)} ${otp.toString('hex', 16)}`);
    }
    const expected = Array.from({ length: units }, (_, n) => {
      const mac = (0x02005e100000 + n).toString(16).padStart(12, '0');
      return [`SN-${String(n + 1).padStart(6, '0')}`, mac] as const;
    });
    const split = [...serials].map((text) => text.split(' '));
    for (const part of [0, 1])
      expect(split.map((each) => each[part]).toSorted()).toEqual(expected.map((each) => each[part]));
    await expectAccount(folder, units);
  });
}

async function makeLine(folder: string, address: string): Promise<void> {
  writeFileSync(join(folder, 'otp.yaml'), layout);
  writeFileSync(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
  writeFileSync(join(folder, 'line.yaml'), lineText(address));
  const init = ['ledger', 'init', 'line.yaml', '--simulated', '--ledger-key', 'line.key'];
  expect(await otpforge(init, folder)).toMatchObject({ exitCode: 0 });
}

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
`;

const lineText = (address: string) => `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: ${device.name}
firmware: fw.hex
timezone: Europe/Berlin
ledger: ${address}
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;

async function presentAll(folder: string, station: string, chips: readonly string[]): Promise<void> {
  const program = resolve('test/visit/many/presents.mjs');
  const child = spawn(process.execPath, [program, device.name, ...chips], {
    cwd: folder,
    env: { ...process.env, OTPFORGE_STATE_DIR: join(folder, station) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(said);
  expect(said.match(/^PASS: unit /gm)).toHaveLength(chips.length);
}

async function expectAccount(folder: string, units: number): Promise<void> {
  const database = await openDatabase((await loadLine(join(folder, 'line.yaml'))).ledger);
  const accounts = await database.transaction(async (tx) => {
    const found = [];
    for (const pool of await pools(tx)) found.push(await account(tx, pool));
    return found;
  });
  await database.close();
  const whole = { issued: units, released: 0, scrapped: 0, skipped: 0, unaccounted: [], ahead: 0 };
  expect(accounts).toEqual([whole, whole]);
}
