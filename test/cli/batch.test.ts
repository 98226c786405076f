import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, otpforge, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { recipientKey } from '../support/recipient-key.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [serial, mac] }
  key: { offset: 0x20, type: bytes, length: 16, secret: true }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
  key: { random: 16, recipient: keys.pub }
`;

function onLine(work: (folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.yaml'), layout);
    await writeFile(join(folder, 'line.yaml'), line);
    await writeFile(join(folder, 'keys.pub'), recipientKey);
    await writeFile(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, Array(8192).fill(0x5a)])));
    expect((await otpforge(['ledger', 'init', 'line.yaml'], folder)).exitCode).toBe(0);
    await work(folder);
  });
}

const asked = (count: number) => [
  ...['batch', 'line.yaml', '--batch', 'B-1', '--count', String(count)],
  ...['-o', 'out/{serial}.hex'],
];

describe('otpforge batch', () => {
  it('writes what merge writes, and says where', () =>
    onLine(async (folder) => {
      const { exitCode, stdout, stderr } = await otpforge(asked(2), folder);
      expect([exitCode, stdout.split('\n')]).toEqual([
        0,
        [
          expect.stringContaining('B-1: 2 units of controller-c, units 1 to 2 of the ledger'),
          '2 files written, 0 there before and right',
          expect.stringContaining('B-1.manifest.json'),
          expect.stringMatching(/B-1_SNList\.txt: for J-Flash, 48 bytes at 0x1FFF7000$/),
          '',
        ],
      ]);
      expect(stderr).toContain('secret fields in clear');
      const out = join(folder, 'out');
      const file = readFileSync(join(out, 'SN-000002.hex'), 'utf8');
      const key = readFileSync(join(out, 'B-1_SNList.txt'), 'utf8').split('\n')[1]?.slice(64) ?? '';
      expect(key).toMatch(/^[0-9A-F]{32}$/);
      const settings = ['serial=SN-000002', 'mac=02:00:5E:10:00:01', `key=${key}`];
      const merged = await otpforge(
        [
          'merge',
          '--layout',
          'otp.yaml',
          'fw.hex',
          '-o',
          'unit.hex',
          ...settings.flatMap((set) => ['--set', set]),
        ],
        folder,
      );
      expect([merged.exitCode, readFileSync(join(folder, 'unit.hex'), 'utf8')]).toEqual([0, file]);
      expect(readdirSync(out).map((name) => statSync(join(out, name)).mode & 0o777)).toEqual(
        Array(4).fill(0o600),
      );
      const again = await otpforge([...asked(2), '--json'], folder);
      expect(JSON.parse(again.stdout)).toMatchObject({
        ...{ format: 'otpforge.batch-report/1', batch: 'B-1', count: 2, firstUnit: 1, written: 0 },
        secret: true,
      });
      const more = await otpforge([...asked(3), '--json'], folder);
      expect([more.exitCode, JSON.parse(more.stdout).error.code]).toEqual([5, 'BATCH_DIFFERS']);
      const said = [stdout, stderr, again.stdout, again.stderr, more.stdout].join('').toUpperCase();
      expect(said).not.toContain(key);
    }));

  it('asks for one of a count and a table, and for names that it understands', () =>
    onLine(async (folder) => {
      const codeOf = async (...args: readonly string[]) => {
        const { exitCode, stdout } = await otpforge(['batch', 'line.yaml', '--json', ...args], folder);
        return [exitCode, JSON.parse(stdout).error.code];
      };
      const usage = [2, 'USAGE'];
      expect(await codeOf('--batch', 'B', '-o', 'out/{serial}.hex')).toEqual(usage);
      expect(await codeOf('--batch', 'B', '-o', 'out/{serial}.bin', '--count', '1')).toEqual(usage);
      expect(await codeOf('--batch', 'B', '-o', 'out/{key}.hex', '--count', '1')).toEqual(usage);
      expect(await codeOf('--batch', '../B', '-o', 'out/{serial}.hex', '--count', '1')).toEqual(usage);
      expect(readdirSync(folder)).not.toContain('out');
    }));

  it('makes the same files however often it is killed', () =>
    onLine(async (folder) => {
      const out = join(folder, 'out');
      await mkdir(out);
      const seen = new Map<string, string>();
      for (const moment of [{ ms: 120 }, { ms: 400 }, { files: 1 }, { files: 90 }, { files: 400 }]) {
        await killed(folder, out, moment);
        for (const name of readdirSync(out).filter((each) => each.endsWith('.hex'))) {
          const text = readFileSync(join(out, name), 'utf8');
          expect(seen.get(name) ?? text).toBe(text);
          seen.set(name, text);
        }
      }
      const last = await otpforge([...asked(units), '--json'], folder);
      expect(JSON.parse(last.stdout)).toMatchObject({ count: units, firstUnit: 1 });
      const names = Array.from({ length: units }, (_, row) => `SN-${String(row + 1).padStart(6, '0')}.hex`);
      expect(namesIn(out)).toEqual(['B-1.manifest.json', 'B-1_SNList.txt', ...names]);
      for (const [name, text] of seen) expect(readFileSync(join(out, name), 'utf8')).toBe(text);
      rmSync(join(out, 'B-1.manifest.json'));
      expect((await otpforge(asked(units), folder)).stdout).toContain(
        `0 files written, ${units} there before`,
      );
    }));
});

const units = 150;

/** Without what a killed process left of the folder's lock. */
function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.otpforge.lock'))
    .sort();
}

/** Runs the batch and kills it after a time, or once so many files have come and moved. */
async function killed(
  folder: string,
  out: string,
  moment: { readonly ms?: number; readonly files?: number },
): Promise<void> {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...asked(units)], {
    cwd: folder,
    env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder) },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  let events = 0;
  const watched = watch(out, () => {
    events += 1;
    if (events === moment.files) child.kill('SIGKILL');
  });
  const timer = moment.ms === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), moment.ms);
  await ended;
  clearTimeout(timer);
  watched.close();
}
