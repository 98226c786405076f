import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { type CliResult, inFolder, otpforge } from '../support/cli.js';

const example = (name: string): string => resolve('firmware/example', name);

type Program = (fault?: string) => Promise<CliResult>;

const images = await mkdtemp(join(tmpdir(), 'otpforge-images-'));
afterAll(() => rm(images, { recursive: true, force: true }));
for (const short of ['f401', 'l476']) {
  const layout = ['--layout', example(`otp-${short}.yaml`), '--csv', example('units.csv'), '--row', '2'];
  const output = join(images, `${short}.hex`);
  const merged = await otpforge(['merge', example(`example-${short}.hex`), ...layout, '-o', output], images);
  expect(merged).toMatchObject({ exitCode: 0 });
}

/** A chip file in a folder of its own, and the command that burns a unit into it. */
function withUnit(
  [device, short]: readonly [string, string],
  work: (program: Program, chipFile: string) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    const program: Program = (fault) => {
      const probe = `sim:${device},file=unit.chip${fault === undefined ? '' : `,fault=${fault}`}`;
      return otpforge(['program', join(images, `${short}.hex`), '--probe', probe, '--yes'], folder);
    };
    await work(program, join(folder, 'unit.chip'));
  });
}

const f401 = ['STM32F401RE', 'f401'] as const;
const l476 = ['STM32L476RG', 'l476'] as const;

describe('otpforge program with a fault', () => {
  it.each([
    [f401, 'power@4:0.5'],
    [l476, 'power@4'],
    [f401, 'lost@9'],
    [l476, 'lost@11:after'],
    [f401, 'watchdog@9999+lost@12'],
  ])('%s %s: interrupted or lost, and the same command finishes', async (device, fault) => {
    await withUnit(device, async (program, chipFile) => {
      const cut = await program(fault);
      expect([4, 7]).toContain(cut.exitCode);
      expect(cut.stderr).toMatch(/BURN_INTERRUPTED|PROBE_LOST/);
      // Cut in the middle of the firmware: nothing of the OTP is there yet.
      const chip = await loadChip(chipFile, deviceOf(device[0]));
      const { base, size } = chip.device.bank.otp;
      if (fault.startsWith('power')) {
        expect(cut.exitCode).toBe(7);
        expect(chip.bench.peek(base, size).every((byte) => byte === 0xff)).toBe(true);
      }
      expect(await program()).toMatchObject({
        exitCode: 0,
        stderr: expect.not.stringContaining('otpforge:'),
      });
    });
  });

  it.each([
    [f401, 'dev-id=0x411', 'DEV_ID'],
    [l476, 'flash-size=256', 'FLASH_SIZE'],
    [f401, 'rdp=1', 'READ_PROTECTION'],
    [l476, 'vdd=1500', 'VOLTAGE'],
    [l476, 'vos=2', 'VOLTAGE_SCALING'],
    [f401, 'lock-byte@0=0x7f', 'LOCKED'],
    [l476, 'damaged@0x1fff7000', 'DAMAGED'],
  ])('%s %s: refused before anything is written', async (device, fault, code) => {
    await withUnit(device, async (program, chipFile) => {
      const refused = await program(fault);
      expect(refused.exitCode).toBe(5);
      expect(refused.stdout + refused.stderr).toContain(code);
      const chip = await loadChip(chipFile, deviceOf(device[0]));
      const { base, data } = chip.device.bank.otp;
      expect(chip.bench.peek(base, data.size).every((byte) => byte === 0xff)).toBe(true);
      expect(chip.bench.peek(0x08000000, 4096).every((byte) => byte === 0xff)).toBe(true);
    });
  });

  it.each([
    // The job's first halfword is a BKPT, 0xBE00.
    [f401, 'ram@0x20000000.0=1', 'RAM at 0x20000000'],
    [l476, 'flip-write@2:100.3', 'the loader was not started'],
    [f401, 'deaf', 'could not unlock'],
  ])('%s %s: %s, and nothing is burnt into OTP', async (device, fault, message) => {
    await withUnit(device, async (program, chipFile) => {
      const failed = await program(fault);
      expect(failed.exitCode).not.toBe(0);
      expect(failed.stdout + failed.stderr).toContain(message);
      const chip = await loadChip(chipFile, deviceOf(device[0]));
      const { base, size } = chip.device.bank.otp;
      expect(chip.bench.peek(base, size).every((byte) => byte === 0xff)).toBe(true);
    });
  });

  it('refuses a fault that there is not, with exit 2', async () => {
    await withUnit(f401, async (program) => {
      const refused = await program('fire@1');
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CHIP_FAULT') });
    });
  });
});
