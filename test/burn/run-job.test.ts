import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, rig } from './support.js';

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
      code: 'BURN_INTERRUPTED',
      message: expect.stringContaining('0xFFFFFFFF'),
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });
});
