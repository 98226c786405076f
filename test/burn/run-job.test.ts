import { describe, expect, it } from 'vitest';
import { programUnit } from '../../src/burn/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Bend, burn, rig } from './support.js';

describe.each([f401, l476])('a job on $name', (device) => {
  it('did not finish when the core stopped elsewhere, whatever its status says', async () => {
    const unit = rig(device, (probe) => ({
      readRegisters: async (names) => {
        const registers = await probe.readRegisters(names);
        return { ...registers, PC: (registers.PC ?? 0) + 0x40 };
      },
    }));
    const { base } = device.bank.loader.ram;
    await expect(burn(unit, imageOf([device.bank.otp.base, [1, 2, 3, 4, 5, 6, 7, 8]]))).rejects.toMatchObject(
      {
        code: 'BURN_INTERRUPTED',
        exitCode: 7,
        details: { pc: base + 0x40, expected: base, status: 0 },
      },
    );
  });

  it('ends at the first unit whose programming leaves an error flag, though the cell reads right', async () => {
    const unit = rig(device);
    const { base, writeUnit } = device.bank.otp;
    unit.chip.bench.at({ operation: 2, progress: 0.5 }, () => unit.chip.bench.setStatus(0x10));
    const run = burn(unit, imageOf([base, new Uint8Array(4 * writeUnit)]));
    await expect(run).rejects.toMatchObject({
      code: 'BURN_FAILED',
      message: expect.stringContaining('WRPERR'),
      details: { status: 7, failAddress: base + writeUnit, unitsDone: 1 },
    });
    expect(unit.chip.counters.otpOperations).toBe(2);
  });

  it('did not finish when its header says so, though the core came back', async () => {
    const unit = rig(device, (probe) => ({
      // BKPT stands where the loader would return to, so that the core is back at once.
      writeRegisters: (registers) =>
        probe.writeRegisters({
          ...registers,
          ...(registers.PC !== undefined && { PC: device.bank.loader.ram.base }),
        }),
    }));
    const run = burn(unit, imageOf([device.bank.otp.base, [1, 2, 3, 4, 5, 6, 7, 8]]));
    await expect(run).rejects.toMatchObject({
      code: 'LOADER_NOT_STARTED',
      exitCode: 5,
      message: expect.stringContaining('0xFFFFFFFF'),
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });
});

describe.each([f401, l476])('a loader that was never started on $name', (device) => {
  const { base, writeUnit } = device.bank.otp;
  const image = imageOf([base, new Uint8Array(2 * writeUnit).fill(3)]);
  const firmware = [0x08000000, [1, 2, 3, 4]] as const;
  // It runs in circles where the preamble would begin.
  const idle: Bend = (probe) => ({
    go: async () => {
      const { PC = 0 } = await probe.readRegisters(['PC']);
      await probe.writeMemory(PC, Uint8Array.of(0xfe, 0xe7), 2);
      await probe.go();
    },
  });

  it('is exit 5 where its job is as the host left it and the bank as it was', async () => {
    const unit = rig(device, idle);
    await expect(burn(unit, image)).rejects.toMatchObject({
      code: 'LOADER_NOT_STARTED',
      exitCode: 5,
      details: { status: 0xffffffff },
    });
    expect(unit.otp().every((byte) => byte === 0xff)).toBe(true);
  });

  it('is exit 7 after the firmware', async () => {
    const unit = rig(device, idle);
    await expect(burn(unit, imageOf(firmware, [base, new Uint8Array(writeUnit)]))).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      details: { code: 'LOADER_NOT_STARTED' },
    });
  });

  it('is exit 7 where a unit of its job changed anyway', async () => {
    const unit = rig(device, (_probe, chip) => ({
      waitHalted: async () => {
        chip.bench.poke(base, new Uint8Array(writeUnit));
        return false;
      },
      go: async () => undefined,
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      message: expect.stringContaining('the bank does not show that nothing was written'),
    });
  });

  it('is exit 7 where the bank cannot be read again', async () => {
    let lost = false;
    const unit = rig(device, (probe) => ({
      go: async () => undefined,
      waitHalted: async () => false,
      resetHalt: async () => {
        lost = unit.calls.includes('go');
        return probe.resetHalt();
      },
      readMemory: (address, length, width) => {
        if (lost && address === base) throw new OtpforgeError('TARGET_FAULT', { message: 'no answer' });
        return probe.readMemory(address, length, width);
      },
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      message: expect.stringContaining('could not be read again'),
    });
  });

  if (device.bank.otp.rewrite === 'clear-bits') {
    it('is exit 7 where what it would have programmed reads the same before and after', async () => {
      const unit = rig(device, idle);
      unit.chip.bench.poke(base, new Uint8Array(writeUnit).fill(3));
      const loader = await loadBuiltLoader(device.bank);
      const request = { probe: unit.probe, device, loader, image };
      const cutOffRuns = async () => [{ units: [{ address: base, length: writeUnit }] }];
      await expect(
        programUnit({ ...request, cutOffRuns }, { confirm: async () => true }),
      ).rejects.toMatchObject({ code: 'BURN_INTERRUPTED', exitCode: 7 });
    });
  }

  it('is exit 7 where the loader says that it refused, and the bank says otherwise', async () => {
    const unit = rig(device, (probe) => ({
      readMemory: async (address, length, width) => {
        const bytes = await probe.readMemory(address, length, width);
        // The header of a finished job: its status becomes 3, a conflict.
        if (length === 32 && unit.calls.includes('go')) bytes.set([3, 0, 0, 0], 16);
        return bytes;
      },
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED', exitCode: 7 });
  });
});
