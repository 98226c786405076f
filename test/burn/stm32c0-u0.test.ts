import { describe, expect, it } from 'vitest';
import { inspectChip } from '../../src/burn/identify.js';
import { chipOf, deviceOf, wordAt } from '../chip/support/chips.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const ACR = 0x40022000;

describe.each([
  ['STM32C011F4', 0x1fff7000],
  ['STM32C031C6', 0x1fff7000],
  ['STM32C092RC', 0x1fff7000],
  ['STM32U031F4', 0x1fff6800],
  ['STM32U083RC', 0x1fff6800],
])('a burn of %s', (name, base) => {
  const device = deviceOf(name);

  it('fills the whole area, in the RAM that the chip has, and writes no FLASH_ACR', async () => {
    const unit = rig(device);
    const written: number[] = [];
    unit.chip.onAccess(({ kind, address }) => {
      if (kind === 'write' && address >= ACR && address < ACR + 4) written.push(address);
    });
    expect(await burn(unit, imageOf([base, ramp(0x400)]))).toMatchObject({ result: 'done' });
    expect([...unit.otp()]).toEqual([...ramp(0x400)]);
    expect(written).toEqual([]);
    expect(unit.chip.counters).toMatchObject({ reservedWrites: 0, otpOperations: 128 });
  });

  it('takes a double word once, not even zeros after it', async () => {
    const unit = rig(device);
    expect(await burn(unit, imageOf([base, ramp(8)]))).toMatchObject({ result: 'done' });
    const again = await burn(unit, imageOf([base, new Array(8).fill(0)]));
    expect(again.plan.refusals).toMatchObject([{ code: 'CONFLICT', address: base }]);
    expect(await burn(unit, imageOf([base, ramp(8)]))).toMatchObject({ result: 'nothing-to-do' });
    expect(unit.chip.counters.otpOperations).toBe(1);
  });
});

describe('the unique ID of an STM32U0', () => {
  it.each([
    ['STM32U031R8', 0x1fff3e50],
    ['STM32U073RC', 0x1fff6e50],
    ['STM32U083CC', 0x1fff6e50],
  ])('is where the header of %s has it', async (name, address) => {
    const unit = rig(deviceOf(name));
    const { chip } = await inspectChip(unit.probe, unit.device);
    expect(chip.uid).toBe(Buffer.from(unit.chip.readMemory(address, 12)).toString('hex').toUpperCase());
  });
});

describe('an IDCODE that reads 0 without the clock of DBGMCU', () => {
  it.each([
    ['STM32C031C6', 0x453, 0x4002103c],
    ['STM32U083RC', 0x489, 0x40021050],
  ])('is read with it on %s, and the clock put back', async (name, devId, clock) => {
    const device = deviceOf(name);
    const unit = rig(device, undefined, chipOf(device, { dbgmcuReads: 'closed' }));
    expect((await inspectChip(unit.probe, device)).chip.devId).toBe(devId);
    expect(wordAt(unit.chip, clock)).toBe(0);
  });
});
