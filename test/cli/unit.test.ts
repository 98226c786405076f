import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  mac: { offset: 0x10, type: mac }
  lot: { offset: 0x18, type: ascii, length: 8 }
  check: { offset: 0x20, type: crc, algorithm: crc32, over: [serial, mac, lot] }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
firmware: fw.hex
timezone: Europe/Berlin
ledger: sqlite:line.db
order: { number: WO-1, quantity: 2 }
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
  lot: { scan: "L[0-9]{7}" }
`;

/** A line of simulated chips in a folder, with its ledger. */
function onLine(work: (run: Run, folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.yaml'), layout);
    await writeFile(join(folder, 'line.yaml'), line);
    await writeFile(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
    expect((await otpforge(['ledger', 'init', 'line.yaml', '--simulated'], folder)).exitCode).toBe(0);
    const run: Run = (chip, ...args) =>
      otpforge(
        ['unit', 'line.yaml', '--probe', `sim:STM32L476RG,file=${chip}`, ...args],
        folder,
        config(folder),
      );
    await work(run, folder);
  });
}
type Run = (chip: string, ...args: readonly string[]) => ReturnType<typeof otpforge>;

/** The user's configuration is not that of whoever runs the test. */
const config = (folder: string) => ({ OTPFORGE_CONFIG_DIR: join(folder, 'config') });

const scan = ['--scan', 'lot=L0000042'];

describe('otpforge unit', () => {
  it('burns each die once, with values of its own, as far as the order goes', () =>
    onLine(async (run, folder) => {
      const first = await run('a.chip', '--yes', '--json', ...scan);
      expect(first.exitCode).toBe(0);
      // A write-once layout without records.
      expect(first.stderr).toContain('a power cut while they are burnt costs the unit');
      expect(JSON.parse(first.stdout)).toMatchObject({
        ...{ format: 'otpforge.visit/1', result: 'verified', medium: 'simulated', order: 'WO-1', unit: 1 },
        values: [
          { field: 'lot', text: 'L0000042' },
          { field: 'mac', text: '02:00:5E:10:00:00' },
          { field: 'serial', text: 'SN-000001' },
        ],
      });
      const burnt = await readFile(join(folder, 'a.chip'));
      const again = await run('a.chip', '--yes', ...scan);
      expect([again.exitCode, again.stdout]).toEqual([
        0,
        expect.stringContaining('AGAIN: unit 1 of controller-c'),
      ]);
      expect(again.stdout).not.toContain('PASS');
      expect(await readFile(join(folder, 'a.chip'))).toEqual(burnt);
      const second = await run('b.chip', '--yes', ...scan);
      expect(second.stdout).toMatch(
        /PASS: unit 2 of controller-c, .*serial SN-000002 is burnt, read back and recorded/,
      );
      const third = await run('c.chip', '--yes', '--json', ...scan);
      expect([third.exitCode, JSON.parse(third.stdout).error.code]).toEqual([5, 'ORDER_FULL']);
    }));

  it('gives out nothing for a missing or wrong scan, and keeps what was declined', () =>
    onLine(async (run) => {
      const codeOf = async (...args: readonly string[]) => {
        const { exitCode, stdout } = await run('a.chip', '--yes', '--json', ...args);
        return [exitCode, JSON.parse(stdout).error.code];
      };
      expect(await codeOf()).toEqual([2, 'SCAN_NEEDED']);
      expect(await codeOf('--scan', 'lot=L42')).toEqual([5, 'SCAN_INVALID']);
      const nobody = await run('a.chip', '--json', ...scan);
      expect(JSON.parse(nobody.stdout).error.code).toBe('NOBODY_TO_ASK');
      const burnt = await run('a.chip', '--yes', '--json', ...scan);
      expect(JSON.parse(burnt.stdout)).toMatchObject({ unit: 1, result: 'verified' });
    }));

  it('runs the programs of after only where the user trusts them, and fails the unit with them', () =>
    onLine(async (run, folder) => {
      const script = "process.exit(require('fs').existsSync('good') ? 0 : 3)";
      const after = JSON.stringify([{ command: [process.execPath, '-e', script] }]);
      await writeFile(join(folder, 'line.yaml'), `${line}after: ${after}\n`);
      const untrusted = await run('a.chip', '--yes', '--json', ...scan);
      expect(JSON.parse(untrusted.stdout).error.code).toBe('LINE_UNTRUSTED');
      expect((await otpforge(['line', 'trust', 'line.yaml', '--yes'], folder, config(folder))).exitCode).toBe(
        0,
      );
      const failed = await run('a.chip', '--yes', ...scan);
      expect([failed.exitCode, failed.stderr]).toEqual([6, expect.stringContaining('AFTER_FAILED')]);
      await writeFile(join(folder, 'good'), '');
      const passed = await run('a.chip', '--yes', ...scan);
      expect([passed.exitCode, passed.stdout]).toEqual([0, expect.stringContaining('PASS: unit 1')]);
    }));

  it('refuses a blank chip with the unique ID of a unit that was burnt, and leaves it as it is', () =>
    onLine(async (run, folder) => {
      expect(
        (await otpforge(['plan', 'fw.hex', '--probe', 'sim:STM32L476RG,file=a.chip'], folder)).exitCode,
      ).toBe(0);
      await copyFile(join(folder, 'a.chip'), join(folder, 'clone.chip'));
      expect((await run('a.chip', '--yes', ...scan)).exitCode).toBe(0);
      const clone = await readFile(join(folder, 'clone.chip'));
      const refused = await run('clone.chip', '--yes', '--json', ...scan);
      expect([refused.exitCode, JSON.parse(refused.stdout).error.code]).toEqual([5, 'UID_TWICE']);
      expect(await readFile(join(folder, 'clone.chip'))).toEqual(clone);
    }));
});
