import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { examplePath } from '../example/record.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { apartFromMedium } from '../support/medium.js';
import { withSimulate } from '../support/simulate.js';

describe.each([
  { device: f401, short: 'f401' },
  { device: l476, short: 'l476' },
])('a whole unit on $device.name', ({ device, short }) => {
  it('leaves the same chip through gdb: as through sim:', () =>
    withSimulate([device.name, '--file', 'gdb.chip'], async ({ folder, probe, stop }) => {
      const run = async (...args: string[]) => {
        const result = await otpforge(args, folder);
        expect(result).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('otpforge:') });
        return result.stdout;
      };
      await copyFile(join(folder, 'gdb.chip'), join(folder, 'sim.chip'));
      const firmware = examplePath(`example-${short}.hex`);
      const layout = ['--layout', examplePath(`otp-${short}.yaml`)];
      await run('merge', firmware, ...layout, '--data', examplePath('unit.json'), '-o', 'unit.hex');
      const gdb = ['--device', device.name, '--probe', probe];
      const sim = ['--probe', `sim:${device.name},file=sim.chip`];
      const reports = [];
      for (const target of [sim, [...gdb, '--trace', 'run.jsonl']]) {
        reports.push(
          JSON.parse(await run('program', 'unit.hex', ...target, '--yes', '--no-rehearse', '--json')),
        );
      }
      expect(reports.map(({ result }) => result)).toEqual(['done', 'done']);
      const [simulated, served] = reports.map(apartFromMedium);
      expect(served?.plan).toEqual(simulated?.plan);
      expect(reports[1].otp).toEqual(reports[0].otp);
      const replay = ['--device', device.name, '--probe', 'replay:run.jsonl'];
      const replayed = JSON.parse(await run('program', 'unit.hex', ...replay, '--yes', '--json'));
      expect(apartFromMedium(replayed)).toEqual(served);
      await run('verify', 'unit.hex', ...gdb);
      expect(await run('read', ...layout, ...gdb)).toContain('SN-0042');
      expect(JSON.parse(await run('program', 'unit.hex', ...gdb, '--yes', '--json')).result).toBe(
        'nothing-to-do',
      );
      expect(await stop()).toBe(0);
      const [one, other] = await Promise.all(
        ['sim.chip', 'gdb.chip'].map((name) => readFile(join(folder, name), 'utf8')),
      );
      expect(other).toBe(one);
    }));

  it('is refused through gdb: with nothing written where the chip says something else', () =>
    withSimulate([device.name, '--file', 'gdb.chip'], async ({ folder, probe, stop }) => {
      const run = (...args: string[]) => otpforge(args, folder);
      const firmware = examplePath(`example-${short}.hex`);
      const merge = [
        'merge',
        firmware,
        '--layout',
        examplePath(`otp-${short}.yaml`),
        '--data',
        examplePath('unit.json'),
      ];
      const gdb = ['--device', device.name, '--probe', probe, '--yes'];
      expect(await run(...merge, '-o', 'unit.hex')).toMatchObject({ exitCode: 0 });
      expect(await run(...merge, '--set', 'serial=SN-0043', '-o', 'other.hex')).toMatchObject({
        exitCode: 0,
      });
      expect(await run('program', 'unit.hex', ...gdb)).toMatchObject({ exitCode: 0 });
      expect(await run('program', 'other.hex', ...gdb)).toMatchObject({ exitCode: 5 });
      expect(await run('verify', 'unit.hex', '--device', device.name, '--probe', probe)).toMatchObject({
        exitCode: 0,
      });
      expect(await stop()).toBe(0);
    }));
});

describe('otpforge simulate', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'keeps the chip over its own end by %s, and takes it up again',
    (signal) =>
      inFolder(async (folder) => {
        const file = join(folder, 'unit.chip');
        const program = async (probe: string) => {
          const args = ['program', image, '--device', 'STM32F401RE', '--probe', probe, '--yes', '--json'];
          return JSON.parse((await otpforge(args, folder)).stdout).result;
        };
        const image = join(folder, 'unit.hex');
        await writeFile(image, writeIntelHex(imageOf([f401.bank.otp.base, [1, 2, 3, 4]])));
        await withSimulate(['stm32f401retx', '--file', file], async ({ uid, device, probe, stop }) => {
          expect(device).toBe('STM32F401RE');
          expect(uid).toMatch(/^[0-9A-F]{24}$/);
          expect(await program(probe)).toBe('done');
          expect(await stop(signal)).toBe(0);
          expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ uid, device });
        });
        await withSimulate(['STM32F401RE', '--file', file], async ({ probe }) => {
          expect(await program(probe)).toBe('nothing-to-do');
        });
      }),
  );

  it('refuses a chip file of another device, a port in use, and a file in use', () =>
    withSimulate(['STM32F401RE', '--file', 'unit.chip'], async ({ folder, port }) => {
      await saveChip(join(folder, 'l476.chip'), SimulatedChip.create(l476));
      const run = async (...args: string[]) => {
        const { exitCode, stdout } = await otpforge(['simulate', ...args, '--json'], folder);
        return { exitCode, code: JSON.parse(stdout).error.code };
      };
      expect(await run('STM32F401RE', '--file', 'l476.chip')).toEqual({
        exitCode: 3,
        code: 'CHIP_FILE_DEVICE',
      });
      expect(await run('STM32F401RE', '--port', String(port))).toEqual({
        exitCode: 2,
        code: 'PORT_UNAVAILABLE',
      });
      expect(await run('STM32F401RE', '--file', 'unit.chip')).toEqual({
        exitCode: 4,
        code: 'CHIP_FILE_BUSY',
      });
      expect(await run('STM32X')).toEqual({ exitCode: 2, code: 'DEVICE_UNKNOWN' });
    }));

  it.each(['65536', '-1', 'x'])('takes %s for no port', async (port) => {
    expect(await otpforge(['simulate', 'STM32F401RE', `--port=${port}`], '.')).toMatchObject({ exitCode: 2 });
  });
});
