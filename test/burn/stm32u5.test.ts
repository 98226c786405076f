import { describe, expect, it } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const ACR = 0x40022000;
const OPTR = 0x40022040;
const TZEN = 0x80000000;

describe.each(['STM32U575ZI', 'STM32U535CB', 'STM32U5G9ZJ'])('a burn of %s', (name) => {
  const device = deviceOf(name);
  const { base } = device.bank.otp;
  const image = imageOf([base, ramp(32)]);

  it('programs quad-words, and asks for no power-down in FLASH_ACR', async () => {
    const unit = rig(device);
    const written = new Set<number>();
    unit.chip.onAccess(({ kind, address }) => {
      if (kind === 'write' && address >= ACR && address < ACR + 0x400) written.add(address - ACR);
    });
    expect(await burn(unit, image)).toMatchObject({ result: 'done' });
    expect([...unit.otp().subarray(0, 32)]).toEqual([...ramp(32)]);
    expect(unit.chip.counters).toMatchObject({ otpOperations: 2, reservedWrites: 0, halfWrittenUnits: 0 });
    expect([...written].sort((a, b) => a - b)).toEqual([0x08, 0x20, 0x28]);
  });

  it('is refused by the name of TrustZone while TZEN is set, and at level 0.5', async () => {
    const unit = rig(device);
    unit.chip.bench.setOptionBytes((0x1feff8aa | TZEN) >>> 0);
    expect((await burn(unit, image)).plan.refusals).toMatchObject([
      { code: 'PRECONDITION', address: OPTR, message: expect.stringContaining('TrustZone') },
    ]);
    unit.chip.bench.setOptionBytes(0x1feff855);
    expect(
      (await burn(unit, image)).plan.refusals.map(({ code, message }) => [code, message]),
    ).toContainEqual(['READ_PROTECTION', expect.stringContaining('level 0.5 is on')]);
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it('takes half a quad-word that is written for a spent one, and programs no other half', async () => {
    const unit = rig(device);
    unit.chip.bench.poke(base, ramp(8));
    const report = await burn(unit, imageOf([base, ramp(16)]));
    expect(report.plan.refusals).toMatchObject([{ code: 'CONFLICT', address: base }]);
    expect(await burn(unit, imageOf([base + 16, ramp(16)]))).toMatchObject({ result: 'done' });
    expect([...unit.otp().subarray(8, 16)]).toEqual(new Array(8).fill(0xff));
  });
});
