import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump } from '../../src/api/check-dump.js';
import { exportOpenocdScript } from '../../src/api/export-openocd.js';
import type { Device } from '../../src/bank/index.js';
import { injectFaults, isChipFault, parseFaults, SimulatedChip } from '../../src/chip/index.js';
import { exportOpenocd } from '../../src/export/openocd.js';
import { type SparseImage, writeIntelHex } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { madeUpBanks } from './made-up-bank.js';
import { openocd } from './openocd-run.js';

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (3 + index * 7) & 0x7f);

function unit({ bank }: Device): SparseImage {
  const { base, locks } = bank.otp;
  return imageOf(
    [base, ramp(32)],
    [base + 64, ramp(8)],
    ...(locks ? [[base + locks.offset, [locks.locked]] as const] : []),
  );
}

/** The script of an image, in a folder of its own. */
async function exported(folder: string, device: Device, image = unit(device), name = 'out') {
  const source = join(folder, `${name}.hex`);
  writeFileSync(source, writeIntelHex(image));
  const out = join(folder, name);
  const document = await exportOpenocdScript({ image: source, device: device.name, out });
  return { source, out, script: join(out, 'otp.tcl'), document };
}

describe('the script for OpenOCD', () => {
  it.each([f401, l476])('is as expected, $name', async (device) => {
    const made = madeUpBanks.find(({ bank }) => bank.name === device.bank.name);
    const { files } = await exportOpenocd({ device, image: unit(device), loader: made!.loader });
    await expect(String(files[0]?.content)).toMatchFileSnapshot(`golden/otp-${device.name}.tcl`);
  });

  it('refuses an image that no chip can take', async () => {
    const loader = await loadBuiltLoader(f401.bank);
    const attempt = (image: SparseImage) => exportOpenocd({ device: f401, image, loader });
    await expect(attempt(imageOf([0x08000000, [1]]))).rejects.toMatchObject({ code: 'EXPORT_REFUSED' });
    await expect(attempt(imageOf([0x1fff7a00, [1]]))).rejects.toMatchObject({ code: 'EXPORT_REFUSED' });
  });
});

describe.each([f401, l476])('OpenOCD with the script, $name', (device) => {
  const { bank } = device;
  const { base, locks } = bank.otp;

  it('burns a unit, reads it back, and changes nothing on a second run', () =>
    inFolder(async (folder) => {
      const { script, out, source } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      const first = await openocd(chip, script, 'otpforge_burn');
      expect(first.output).toContain('otpforge: verified, and saved as');
      expect(first.exitCode).toBe(0);
      expect(chip.bench.peek(base, 32)).toEqual(ramp(32));
      if (locks) expect(chip.bench.peek(base + locks.offset, 2)).toEqual(Uint8Array.of(0, 0xff));
      expect(chip.bench.peek(base + 32, 32)).toEqual(new Uint8Array(32).fill(0xff));
      const wanted = 40 / bank.otp.writeUnit + (locks ? 1 : 0);
      expect(chip.counters.otpOperations).toBe(wanted);
      const dump = join(out, 'otp.bin');
      expect(await checkDump({ dump, image: source, device: device.name })).toMatchObject({
        result: 'verified',
      });

      const second = await openocd(chip, script, 'otpforge_burn');
      expect(second.exitCode).toBe(0);
      expect(second.output).toContain('otpforge: 0 write units to burn');
      expect(chip.counters.otpOperations).toBe(wanted);
    }));

  it('burns a chip whose reset vector has a double ECC error, if the chip has ECC', () =>
    inFolder(async (folder) => {
      const { script } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      if (bank.otp.ecc) chip.bench.setUnitState(bank.flash.base, 'damaged');
      const run = await openocd(chip, script, 'otpforge_burn');
      expect(run.output).toContain('otpforge: verified, and saved as');
      expect(run.exitCode).toBe(0);
      expect(chip.bench.peek(base, 32)).toEqual(ramp(32));
    }));

  it('burns nothing, and no firmware, when a later part conflicts', () =>
    inFolder(async (folder) => {
      const { script } = await exported(
        folder,
        device,
        imageOf([bank.flash.base, ramp(64)], [base, ramp(8)], [base + 64, ramp(8)]),
      );
      const chip = SimulatedChip.create(device);
      chip.bench.poke(base + 64, new Uint8Array(8));
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      const why = bank.otp.rewrite === 'once' ? 'this unit is spent' : 'no bit goes back to one';
      expect(output).toMatch(new RegExp(`otpforge: 0x1FFF7[0-9A-F]{3} holds (00)+, wanted is \\w+: ${why}`));
      expect(chip.counters.otpOperations).toBe(0);
      expect(chip.bench.peek(bank.flash.base, 64)).toEqual(new Uint8Array(64).fill(0xff));
    }));

  it('refuses another chip', () =>
    inFolder(async (folder) => {
      const { script } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      chip.bench.setDevId(0x450);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toContain(`DEV_ID is 0x450, ${device.name} has 0x`);
      expect(chip.counters.otpOperations).toBe(0);
    }));

  it('names read protection, and writes nothing', () =>
    inFolder(async (folder) => {
      const { script } = await exported(
        folder,
        device,
        imageOf([bank.flash.base, ramp(64)], [base, ramp(8)]),
      );
      const chip = SimulatedChip.create(device);
      injectFaults(chip, parseFaults('rdp=1').filter(isChipFault));
      chip.powerCycle();
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toMatch(/otpforge: read protection level 1 is on \(RDP 0x55 .*nothing was written/);
      expect(chip.counters.otpOperations).toBe(0);
    }));

  it('refuses a chip that holds something where the unit wants ones', () =>
    inFolder(async (folder) => {
      const mac = [0x02, 0, 0x5e, 0xff, 0xff, 0xff, 0xff, 0xff];
      const ones = new Array<number>(8).fill(0xff);
      const { script } = await exported(folder, device, imageOf([base, mac], [base + 8, ones]));
      const chip = SimulatedChip.create(device);
      chip.bench.poke(base + 12, Uint8Array.of(0x12));
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toMatch(/0x1FFF7[08]0C holds 12, wanted is FF: no bit goes back to one/);
      expect(chip.counters.otpOperations).toBe(0);
      const blank = SimulatedChip.create(device);
      expect(await openocd(blank, script, 'otpforge_burn')).toMatchObject({ exitCode: 0 });
      expect(blank.bench.peek(base, 16)).toEqual(Uint8Array.from([...mac, ...ones]));
    }));

  it('finds a byte that changed and that nobody asked for, before it locks', () =>
    inFolder(async (folder) => {
      const { script } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      // A loader that burns one unit too many.
      let more = true;
      chip.onOperation(({ area }) => {
        if (area !== 'otp' || !more) return;
        more = false;
        chip.bench.poke(base + 128, Uint8Array.of(0x0f));
      });
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toMatch(/0x1FFF7[08]80 held FF and holds 0F now, which nobody asked for/);
      if (locks) expect(chip.bench.peek(base + locks.offset, 1)).toEqual(Uint8Array.of(0xff));
    }));

  it('does not start a loader that the RAM does not hold', () =>
    inFolder(async (folder) => {
      const { script } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      chip.bench.stickRam(bank.loader.ram.base, 0, 1);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toContain('the RAM does not hold the loader');
      expect(chip.counters.otpOperations).toBe(0);
    }));

  it('names the reason of the loader, and claims nothing', () =>
    inFolder(async (folder) => {
      const { script } = await exported(folder, device);
      const chip = SimulatedChip.create(device);
      // Stuck blank, check bits included: no error flag and no ECC error tells of it.
      chip.bench.stickUnit(base + 8);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toMatch(
        /otpforge: the loader read back something else than it programmed at 0x1fff7[08]08/i,
      );
      expect(output).not.toContain('verified');
    }));
});

describe('OpenOCD with the script', () => {
  it('finds its files in a folder of any name', () =>
    inFolder(async (folder) => {
      const image = imageOf([l476.bank.flash.base, ramp(64)], [l476.bank.otp.base, ramp(8)]);
      const { script, out } = await exported(folder, l476, image, 'a [exit] $x ü;"b');
      const chip = SimulatedChip.create(l476);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
      expect(readdirSync(out)).toContain('otp.bin');
    }));

  it('programs and verifies firmware between the refusals and the burn', () =>
    inFolder(async (folder) => {
      const image = imageOf([l476.bank.flash.base, ramp(64)], [l476.bank.otp.base, ramp(8)]);
      const { script } = await exported(folder, l476, image);
      const chip = SimulatedChip.create(l476);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode, output).toBe(0);
      expect(chip.bench.peek(l476.bank.flash.base, 64)).toEqual(ramp(64));
      expect(chip.bench.peek(l476.bank.otp.base, 8)).toEqual(ramp(8));
    }));

  it('programs no firmware file but the one that was exported', () =>
    inFolder(async (folder) => {
      const image = imageOf([l476.bank.flash.base, ramp(64)], [l476.bank.otp.base, ramp(8)]);
      const { script, out } = await exported(folder, l476, image);
      writeFileSync(join(out, 'firmware.hex'), ':00000001FF\n');
      const chip = SimulatedChip.create(l476);
      const { exitCode, output } = await openocd(chip, script, 'otpforge_burn');
      expect(exitCode).toBe(1);
      expect(output).toContain('firmware.hex is not the file that was exported; nothing was written');
      expect(chip.counters.otpOperations).toBe(0);
    }));

  it('refuses a locked block and a damaged unit', () =>
    inFolder(async (folder) => {
      const locked = SimulatedChip.create(f401);
      locked.bench.setLockByte(2, 0);
      const f4 = await openocd(locked, (await exported(folder, f401)).script, 'otpforge_burn');
      expect(f4.output).toContain('block 2 is locked');
      const damaged = SimulatedChip.create(l476);
      // Behind the corrected bit the double error sets no flag of its own.
      damaged.bench.setUnitState(l476.bank.otp.base, 'weak');
      damaged.bench.setUnitState(l476.bank.otp.base + 8, 'damaged');
      const l4 = await openocd(
        damaged,
        (await exported(folder, l476, unit(l476), 'l4')).script,
        'otpforge_burn',
      );
      expect(l4.output).toMatch(/a write unit in 0x1FFF7000-0x1FFF701F is damaged or weak \(ECC\)/);
      for (const chip of [locked, damaged]) expect(chip.counters.otpOperations).toBe(0);
      expect([f4.exitCode, l4.exitCode]).toEqual([1, 1]);
    }));
});

describe('otpforge export openocd', () => {
  it('writes files that only their owner reads, and their manifest', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'unit.hex'), writeIntelHex(unit(f401)));
      const args = ['export', 'openocd', 'unit.hex', '--device', 'STM32F401RE', '--out', 'out'];
      const { stdout, exitCode } = await otpforge(args, folder);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('STM32F401RE: 40 data units and 1 lock, 3 files in out');
      const out = join(folder, 'out');
      expect(readdirSync(out).sort()).toEqual(['manifest.json', 'otp.tcl', 'unit.hex']);
      const before = readFileSync(join(out, 'otp.tcl'));
      const again = await otpforge([...args, '--json'], folder);
      expect(JSON.parse(again.stdout)).toMatchObject({ host: 'openocd', dataUnits: 40, lockUnits: 1 });
      expect(readFileSync(join(out, 'otp.tcl'))).toEqual(before);
      if (process.platform !== 'win32') {
        for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o077).toBe(0);
      }
      writeFileSync(join(out, 'otp.bin'), '');
      const used = await otpforge(args, folder);
      expect(used.exitCode).toBe(2);
      expect(used.stderr).toContain('otp.bin');
    }));
});
