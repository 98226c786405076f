import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const FLASH = 0x08000000;
const firmware = [FLASH, ramp(600)] as const;
const otherUid = Uint8Array.from({ length: 12 }, (_, index) => 0xa0 + index);
const otherUidText = 'A0A1A2A3A4A5A6A7A8A9AAAB';

describe.each([f401, l476])('between the plan and the first write, $name', (device) => {
  const { base, writeUnit, size, locks } = device.bank.otp;
  const unitImage = imageOf(firmware, [base, ramp(16)]);
  const untouched = { flashOperations: 0, otpOperations: 0 };

  it('refuses a board that was swapped behind the prompt, and names both', async () => {
    const unit = rig(device);
    let uid = '';
    const run = burn(unit, unitImage, {
      confirm: async (plan) => {
        uid = plan.chip.uid;
        unit.chip.bench.setUid(otherUid);
        return true;
      },
    });
    await expect(run).rejects.toMatchObject({
      code: 'CHIP_CHANGED',
      exitCode: 5,
      message: expect.stringContaining(otherUidText),
      details: { planned: expect.stringMatching(/^[0-9A-F]{24}$/), found: otherUidText },
    });
    await expect(run).rejects.toThrow(uid);
    expect(unit.chip.counters).toMatchObject(untouched);
    expect(unit.calls).not.toContain('go');
  });

  it('refuses it although nobody was asked, since only firmware is to be written', async () => {
    const unit = rig(device);
    const run = burn(unit, imageOf(firmware), {
      confirm: async () => expect.unreachable(),
      onBegin: async () => unit.chip.bench.setUid(otherUid),
    });
    await expect(run).rejects.toMatchObject({ code: 'CHIP_CHANGED' });
    expect(unit.chip.counters).toMatchObject(untouched);
  });

  it.each([0, 16, size - writeUnit])('refuses an OTP that changed at offset %i', async (offset) => {
    const unit = rig(device);
    const run = burn(unit, unitImage, {
      confirm: async () => {
        unit.chip.bench.poke(base + offset, ramp(writeUnit));
        return true;
      },
    });
    await expect(run).rejects.toMatchObject({
      code: 'CHIP_CHANGED',
      exitCode: 5,
      message: expect.stringContaining('changed from FF to 0B'),
      memory: { address: base + offset, values: { old: 0xff, new: 0x0b } },
    });
    expect(unit.chip.counters).toMatchObject(untouched);
  });

  if (locks) {
    it('refuses a lock that came', async () => {
      const unit = rig(device);
      const onBegin = async () => unit.chip.bench.setLockByte(9, 0);
      await expect(burn(unit, unitImage, { onBegin })).rejects.toMatchObject({
        code: 'CHIP_CHANGED',
        message: expect.stringContaining('the lock byte of block 9 at 0x1FFF7A09 changed from FF to 00'),
      });
    });
  }

  it('looks in as few accesses as the chip allows, after the answer and before the loader', async () => {
    const unit = rig(device);
    let answered = 0;
    await burn(unit, imageOf([base, ramp(16)]), {
      confirm: async () => {
        answered = unit.calls.length;
        return true;
      },
    });
    const loader = unit.calls.indexOf('writeMemory', answered);
    // On STM32F4 the unique ID follows the OTP.
    expect(unit.calls.slice(answered, loader)).toEqual(Array(device === f401 ? 1 : 2).fill('readMemory'));
  });

  it('ends with PLAN_CHANGED once the firmware was written, for another board as well', async () => {
    const unit = rig(device, (probe, chip) => ({
      programFlash: async (image, progress) => {
        await probe.programFlash(image, progress);
        chip.bench.setUid(otherUid);
      },
    }));
    await expect(burn(unit, unitImage)).rejects.toMatchObject({
      code: 'PLAN_CHANGED',
      exitCode: 7,
      details: { found: otherUidText },
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });
});

describe('a board with damaged units', () => {
  it('is looked at again past them', async () => {
    const unit = rig(l476);
    const { base } = l476.bank.otp;
    unit.chip.bench.setUnitState(base + 64, 'damaged');
    expect(await burn(unit, imageOf([base, ramp(8)]))).toMatchObject({ result: 'done' });
    const onBegin = async () => unit.chip.bench.poke(base + 128, ramp(8));
    await expect(burn(unit, imageOf([base + 16, ramp(8)]), { onBegin })).rejects.toMatchObject({
      code: 'CHIP_CHANGED',
      memory: { address: base + 128 },
    });
  });
});
