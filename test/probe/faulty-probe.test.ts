import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChip } from '../../src/chip/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks, f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const RAM = 0x20000000;
const FLASH = 0x08000000;
const open = (options: string): Promise<Probe> => openProbe(`sim:STM32F401RE${options}`, { banks: allBanks });

describe('sim: with fault=', () => {
  it('loses the probe before the call that it names, and for good', async () => {
    const probe = await open(',fault=lost@3');
    await probe.identify();
    await probe.resetHalt();
    for (let call = 0; call < 2; call += 1) {
      await expect(probe.writeMemory(RAM, Uint8Array.of(1))).rejects.toMatchObject({
        code: 'PROBE_LOST',
        exitCode: 4,
      });
    }
    await probe.close();
  });

  it('loses it after the effect of the call with :after', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.chip');
      const probe = await open(`,file=${file},fault=lost@2:after`);
      await probe.resetHalt();
      await expect(probe.programFlash(imageOf([FLASH, [1, 2, 3, 4]]))).rejects.toMatchObject({
        code: 'PROBE_LOST',
      });
      await probe.close();
      const chip = await loadChip(file, f401);
      expect([...chip.bench.peek(FLASH, 4)]).toEqual([1, 2, 3, 4]);
    }));

  it('loses it after a call that the target refuses, too', async () => {
    const probe = await open(',fault=lost@2:after');
    await probe.resetHalt();
    const nothing = 0x30000000;
    await expect(probe.readMemory(nothing, 4)).rejects.toMatchObject({ code: 'PROBE_LOST' });
    await expect(probe.readMemory(RAM, 4)).rejects.toMatchObject({ code: 'PROBE_LOST' });
    await probe.close();
  });

  it('lets the chip run on by itself when the probe is gone', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.chip');
      const probe = await open(`,file=${file},fault=lost@7`);
      await probe.resetHalt();
      await probe.writeMemory(RAM, Uint8Array.of(0x01, 0x20, 0x08, 0x60, 0x1a, 0x70, 0x00, 0xbe));
      await probe.writeMemory(0x40023c04, Uint8Array.of(0x23, 0x01, 0x67, 0x45), 4);
      await probe.writeMemory(0x40023c04, Uint8Array.of(0xab, 0x89, 0xef, 0xcd), 4);
      const start = { R1: 0x40023c10, R2: 0x5a, R3: f401.bank.otp.base, xPSR: 0x01000000, PC: RAM } as const;
      await probe.writeRegisters({ ...start, PRIMASK: 1, MSP: RAM + 0x1000 });
      await probe.go();
      await expect(probe.waitHalted(100)).rejects.toMatchObject({ code: 'PROBE_LOST' });
      await probe.close();
      const chip = await loadChip(file, f401);
      expect(chip.bench.peek(f401.bank.otp.base, 1)[0]).toBe(0x5a);
    }));

  it('flips one bit of the n-th read and of the n-th write', async () => {
    const probe = await open(',fault=flip-write@2:1.7+flip-read@2:0.0');
    await probe.resetHalt();
    await probe.writeMemory(RAM, Uint8Array.of(0, 0, 0));
    await probe.writeMemory(RAM + 4, Uint8Array.of(0, 0, 0));
    expect([...(await probe.readMemory(RAM, 3))]).toEqual([0, 0, 0]);
    expect([...(await probe.readMemory(RAM + 4, 3))]).toEqual([1, 0x80, 0]);
    expect([...(await probe.readMemory(RAM + 4, 3))]).toEqual([0, 0x80, 0]);
  });

  it('answers PROBE_LOST after a power cut and keeps what the chip held; opening it again powers it on', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.chip');
      const probe = await open(`,file=${file},fault=power@3`);
      await probe.resetHalt();
      const download = probe.programFlash(imageOf([FLASH, [1, 2, 3, 4, 5, 6, 7, 8]]));
      await expect(download).rejects.toMatchObject({ code: 'PROBE_LOST', exitCode: 4 });
      expect(existsSync(file)).toBe(true);
      // The probe itself is still there, and measures no supply.
      expect(await probe.identify()).toMatchObject({ vtrefMv: 0 });
      await expect(probe.readMemory(FLASH, 8)).rejects.toMatchObject({ code: 'PROBE_LOST' });
      await probe.close();
      const again = await open(`,file=${file}`);
      await again.resetHalt();
      expect([...(await again.readMemory(FLASH, 8))]).toEqual([1, 2, 3, 4, 255, 255, 255, 255]);
      await again.close();
    }));

  it('refuses a fault that there is not, and one that the chip cannot have', async () => {
    await expect(open(',fault=fire@1')).rejects.toMatchObject({ code: 'CHIP_FAULT', exitCode: 2 });
    await expect(open(',fault=weak@0x1fff7800')).rejects.toMatchObject({ code: 'CHIP_FAULT' });
  });
});
