import { describe, expect, it } from 'vitest';
import { findDevice, loadBanks } from '../../src/bank/index.js';
import { imageOf } from '../support/images.js';
import { burn, rig } from './support.js';

const banks = await loadBanks();
const devices = ['STM32L476RG', 'STM32G071RB', 'STM32G0B1RE', 'STM32U575ZI'].map((name) =>
  findDevice(name, banks),
);

describe.each(devices)('half a unit that a debugger left behind on $name', (device) => {
  const { base, writeUnit } = device.bank.otp;
  const wanted = Array.from({ length: writeUnit }, (_, index) => index + 1);

  it('is refused by the loader: nothing is programmed, and nothing hangs', async () => {
    const unit = rig(device, (probe, chip) => ({
      go: () => {
        chip.bench.leaveHalf(base + 0x40);
        return probe.go();
      },
    }));
    const run = burn(unit, imageOf([base, wanted]));
    await expect(run).rejects.toMatchObject({
      code: 'BURN_FAILED',
      details: { status: 7, unitsDone: 0 },
      ...(/^STM32[GU]/.test(device.name) && {
        message: expect.stringContaining(device.name.startsWith('STM32U') ? 'WDW' : 'CFGBSY'),
        remedy: expect.stringContaining('Reset the chip'),
      }),
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
    expect(unit.otp().every((byte) => byte === 0xff)).toBe(true);
  });

  it('is gone after a reset, and the same burn succeeds', async () => {
    const unit = rig(device);
    unit.chip.bench.leaveHalf(base + 0x40);
    await burn(unit, imageOf([base, wanted]));
    expect([...unit.otp().slice(0, writeUnit)]).toEqual(wanted);
  });
});
