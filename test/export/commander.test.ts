import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump } from '../../src/api/check-dump.js';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import type { Device } from '../../src/bank/index.js';
import { injectFaults, isChipFault, parseFaults, SimulatedChip } from '../../src/chip/index.js';
import { exportManifestSchema } from '../../src/export/export-manifest.js';
import { writeIntelHex } from '../../src/image/index.js';
import { sha256Of } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { CommanderInterpreter } from './commander-interpreter.js';

import { ramp, unit } from './commander-unit.js';

/** An exported unit and a chip to burn it into. */
async function exported(
  folder: string,
  device: Device,
  image = unit(device),
): Promise<{
  chip: SimulatedChip;
  run: (script: string) => void;
  at: (name: string) => string;
  scripts: readonly string[];
}> {
  const source = join(folder, 'source.hex');
  const out = join(folder, 'out');
  writeFileSync(source, writeIntelHex(image));
  const { steps } = await exportCommanderScripts({ image: source, device: device.name, out });
  const chip = SimulatedChip.create(device);
  const commander = new CommanderInterpreter(chip, out);
  return {
    chip,
    run: (script) => commander.run(script),
    at: (name) => join(out, name),
    scripts: steps.map(({ script }) => script),
  };
}

describe.each([f401, l476])('exported J-Link Commander scripts, $name', (device) => {
  const { base, locks } = device.bank.otp;
  const judge = (at: (name: string) => string, dump: string, more = {}) =>
    checkDump({ dump: at(dump), image: at('unit.hex'), device: device.name, ...more });

  it('burn a whole unit, each step judged by its dumps', () =>
    inFolder(async (folder) => {
      const { chip, run, at, scripts } = await exported(folder, device);
      const [check = '', firmware = '', data = '', lock] = scripts;
      expect(scripts).toEqual(
        ['1-check.jlink', '2-firmware.jlink', '3-data.jlink', '4-locks.jlink'].slice(0, locks ? 4 : 3),
      );
      run(check);
      expect(await judge(at, 'check-otp.bin', { id: at('id.bin') })).toMatchObject({ result: 'to-burn' });
      expect(chip.counters.otpOperations).toBe(0);

      run(firmware);
      expect(chip.bench.peek(device.bank.flash.base, 600)).toEqual(ramp(600));

      run(data);
      const afterData = { job: at('data-job.bin'), withoutLocks: true };
      expect(await judge(at, 'data-otp.bin', afterData)).toMatchObject({
        result: 'verified',
        job: { status: 0, text: 'the loader reports that all is done' },
      });
      expect(chip.bench.peek(base, 32)).toEqual(ramp(32));

      if (lock && locks) {
        expect(await judge(at, 'data-otp.bin')).toMatchObject({ result: 'to-burn', units: { toBurn: 1 } });
        run(lock);
        expect(chip.bench.peek(base + locks.offset, 1)).toEqual(Uint8Array.of(0));
        expect(await judge(at, 'locks-otp.bin', { job: at('locks-job.bin') })).toMatchObject({
          result: 'verified',
        });
      }
      // All ones are never programmed, not even here.
      expect(chip.bench.peek(base + 64, 8)).toEqual(new Uint8Array(8).fill(0xff));
      expect(chip.counters.hardFaults).toBe(0);
    }));

  it('burn one byte that nobody asked for: the checks find it, and a lock too early', () =>
    inFolder(async (folder) => {
      const { chip, run, at, scripts } = await exported(folder, device);
      const [check = '', , data = ''] = scripts;
      run(check);
      run(data);
      const before = at('check-otp.bin');
      const verified = { before, withoutLocks: true };
      expect(await judge(at, 'data-otp.bin', verified)).toMatchObject({ result: 'verified', changed: [] });
      const changed = locks ? [base + 100, base + locks.offset] : [base + 100];
      for (const address of changed) chip.bench.poke(address, Uint8Array.of(0));
      run(data);
      expect(await judge(at, 'data-otp.bin', { withoutLocks: true })).toMatchObject({ result: 'verified' });
      expect(await judge(at, 'data-otp.bin', verified)).toMatchObject({
        result: 'changed',
        changed,
        reason: expect.stringContaining('changed since the earlier dump'),
      });
    }));

  it('start the core as the driver does, after reset and halt, and read past J-Link’s cache', () =>
    inFolder(async (folder) => {
      const { at, scripts } = await exported(folder, device);
      const jobs = scripts.filter((script) => /data|locks/.test(script));
      expect(jobs).toHaveLength(locks ? 2 : 1);
      for (const script of jobs) {
        const lines = readFileSync(at(script), 'utf8').split('\n');
        const place = (command: string) => lines.findIndex((line) => line.startsWith(command));
        expect(lines.slice(place('r'), place('r') + 2)).toEqual(['r', 'h']);
        const setUp = lines.slice(place('h'), place('g'));
        expect(setUp).toEqual(expect.arrayContaining(['wreg CONTROL, 0x0', 'wreg PRIMASK, 0x1']));
        expect(setUp).toContain('wreg XPSR, 0x01000000');
        expect(place('g')).toBeGreaterThan(0);
        expect(place('exec InvalidateCache')).toBeGreaterThan(place('WaitHalt'));
        expect(place('savebin')).toBeGreaterThan(place('exec InvalidateCache'));
      }
    }));

  it('burn a chip whose reset vector has a double ECC error, if the chip has ECC', () =>
    inFolder(async (folder) => {
      const { chip, run, at, scripts } = await exported(
        folder,
        device,
        unit(device).clip(base, base + 0x400),
      );
      if (device.bank.otp.ecc) chip.bench.setUnitState(device.bank.flash.base, 'damaged');
      for (const script of scripts) run(script);
      const dump = scripts.some((script) => script.includes('locks')) ? 'locks' : 'data';
      expect(await judge(at, `${dump}-otp.bin`, { job: at(`${dump}-job.bin`) })).toMatchObject({
        result: 'verified',
      });
    }));

  it('change nothing on a second run', () =>
    inFolder(async (folder) => {
      const { chip, run, scripts } = await exported(folder, device);
      for (const script of scripts) run(script);
      const { otpOperations } = chip.counters;
      for (const script of scripts) run(script);
      expect(chip.counters.otpOperations).toBe(otpOperations);
    }));

  it('leave a chip alone that holds something else, and check-dump says so', () =>
    inFolder(async (folder) => {
      const { chip, run, at } = await exported(folder, device);
      chip.bench.poke(base + 8, new Uint8Array(8));
      run('1-check.jlink');
      expect(await judge(at, 'check-otp.bin')).toMatchObject({ result: 'different' });
      run('3-data.jlink');
      expect(chip.counters.otpOperations).toBe(0);
      expect(await judge(at, 'data-otp.bin', { job: at('data-job.bin') })).toMatchObject({
        result: 'different',
        job: { status: 3, text: expect.stringMatching(/found a conflict/) },
      });
    }));

  it('print the read protection before they save the OTP, and say what it means', () =>
    inFolder(async (folder) => {
      const { at, chip, run } = await exported(folder, device);
      const { register, shift } = device.bank.readProtection ?? { register: 0, shift: 0 };
      const lines = readFileSync(at('1-check.jlink'), 'utf8').split('\n');
      const print = lines.indexOf(`mem32 0x${register.toString(16).toUpperCase().padStart(8, '0')}, 0x1`);
      expect(print).toBeGreaterThan(lines.indexOf('h'));
      expect(print).toBeLessThan(lines.findIndex((line) => line.startsWith('savebin check-otp.bin')));
      const readme = readFileSync(at('README.txt'), 'utf8').replaceAll(/\s+/g, ' ');
      expect(readme).toContain(
        `read-protected unless bits ${shift + 7}:${shift} of it are 0xAA, which is level 0`,
      );
      injectFaults(chip, parseFaults('rdp=1').filter(isChipFault));
      chip.powerCycle();
      expect(() => run('1-check.jlink')).toThrow();
      expect(readdirSync(at('.'))).not.toContain('check-otp.bin');
    }));

  it('name another chip', () =>
    inFolder(async (folder) => {
      const { chip, run, at } = await exported(folder, device);
      run('1-check.jlink');
      expect(chip.device).toBe(device);
      writeFileSync(at('id.bin'), Uint8Array.of(0x50, 0x04, 0, 0));
      expect(await judge(at, 'check-otp.bin', { id: at('id.bin') })).toMatchObject({ result: 'wrong-chip' });
    }));

  it('are not called verified by a job that failed, nor by a dump that is no job', () =>
    inFolder(async (folder) => {
      const { run, at, scripts } = await exported(folder, device);
      for (const script of scripts) run(script);
      const dump = readFileSync(at('data-job.bin'));
      const judged = () => judge(at, 'data-otp.bin', { job: at('data-job.bin'), withoutLocks: true });
      expect(await judged()).toMatchObject({ result: 'verified' });
      const spoil = (offset: number, value: number) => {
        const bytes = Buffer.from(dump);
        bytes.writeUInt32LE(value, offset);
        writeFileSync(at('data-job.bin'), bytes);
      };
      for (const status of [3, 0xffffffff]) {
        spoil(16, status);
        expect(await judged()).toMatchObject({ result: 'job-failed', job: { status } });
      }
      for (const [offset, value] of [
        [0, 0],
        [4, 2],
      ] as const) {
        spoil(offset, value);
        await expect(judged()).rejects.toMatchObject({ code: 'JOB_DUMP_INVALID', exitCode: 3 });
      }
    }));

  it('go into no folder that holds scripts or dumps of another export, or anybody’s files', () =>
    inFolder(async (folder) => {
      const { at } = await exported(folder, device);
      const left = '4-locks.jlink';
      for (const name of [left, 'locks-ram.bin', 'check-otp.bin', 'data-job.bin', 'README.txt', 'unit.hex']) {
        const out = join(folder, name.replace('.', '-'));
        mkdirSync(out);
        writeFileSync(join(out, name), '');
        const again = exportCommanderScripts({ image: at('unit.hex'), device: device.name, out });
        await expect(again).rejects.toMatchObject({
          code: 'EXPORT_FOLDER_USED',
          exitCode: 2,
          message: expect.stringContaining(name),
        });
        expect(readdirSync(out)).toEqual([name]);
      }
    }));

  it('come with a manifest of every file, and take the place of an earlier export', () =>
    inFolder(async (folder) => {
      const { at } = await exported(folder, device);
      const text = readFileSync(at('manifest.json'), 'utf8');
      const { host, files } = exportManifestSchema.parse(JSON.parse(text));
      expect(host).toBe('commander');
      expect(['manifest.json', ...files.map(({ name }) => name)].sort()).toEqual(readdirSync(at('.')).sort());
      for (const { name, sha256 } of files) expect(sha256Of(readFileSync(at(name)))).toBe(sha256);
      await exported(folder, device);
      expect(readFileSync(at('manifest.json'), 'utf8')).toBe(text);
    }));

  it('demand what Commander must print, and fresh dumps', () =>
    inFolder(async (folder) => {
      const { at } = await exported(folder, device);
      const readme = readFileSync(at('README.txt'), 'utf8');
      expect(readme).toMatch(/exit code 0 and printed "Script processing completed\."/);
      expect(readme).toMatch(/delete the dumps of earlier units/);
      expect(readme).not.toMatch(/nothing to burn/);
    }));

  it.each([4, 50_001, 0.5])('are not written for a speed of %d kHz', (speedKhz) =>
    inFolder(async (folder) => {
      const image = join(folder, 'unit.hex');
      writeFileSync(image, writeIntelHex(unit(device)));
      const made = exportCommanderScripts({
        image,
        device: device.name,
        out: join(folder, 'out'),
        speedKhz,
      });
      await expect(made).rejects.toMatchObject({ code: 'USAGE', exitCode: 2 });
    }),
  );

  it('are refused for an image that no chip can take', () =>
    inFolder(async (folder) => {
      const nothing = imageOf([device.bank.flash.base, [1, 2]]);
      await expect(exported(folder, device, nothing)).rejects.toMatchObject({
        code: 'EXPORT_REFUSED',
        exitCode: 5,
      });
      const elsewhere = imageOf([base, ramp(8)], [0x60000000, [1]]);
      await expect(exported(folder, device, elsewhere)).rejects.toMatchObject({ code: 'EXPORT_REFUSED' });
    }));

  it('keep unit data to their owner and name themselves free', () =>
    inFolder(async (folder) => {
      const { at } = await exported(folder, device);
      expect(statSync(at('data-ram.bin')).mode & 0o077).toBe(0);
      expect(readFileSync(at('3-data.jlink'), 'utf8')).toMatch(/MIT-0/);
    }));
});
