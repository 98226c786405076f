import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

describe.each([f401, l476])('a run on $name that is asked to stop right before its first write', (device) => {
  const { base } = device.bank.otp;

  it('begins none, though the step has begun', async () => {
    const controller = new AbortController();
    const writes: number[] = [];
    const unit = rig(device, (probe) => ({
      setBreakpoint: async (address) => {
        controller.abort();
        return probe.setBreakpoint(address);
      },
    }));
    const run = burn(unit, imageOf([base, ramp(32)]), {
      signal: controller.signal,
      onWrite: () => writes.push(unit.chip.counters.otpOperations),
    });
    await expect(run).rejects.toMatchObject({
      code: 'STOPPED',
      exitCode: 8,
      message: expect.stringContaining('nothing was written'),
    });
    expect(writes).toEqual([]);
    expect(unit.chip.counters.otpOperations).toBe(0);
    expect(unit.calls).not.toContain('go');
  });

  it('says before each write that it begins', async () => {
    const writes: number[] = [];
    const unit = rig(device);
    await burn(unit, imageOf([0x08000000, ramp(64)], [base, ramp(32)]), {
      onWrite: () => {
        const { flashOperations, otpOperations } = unit.chip.counters;
        writes.push(flashOperations, otpOperations);
      },
    });
    expect(writes.slice(0, 2)).toEqual([0, 0]);
    expect(writes).toHaveLength(4);
    expect(writes.at(-1)).toBe(0);
  });
});
