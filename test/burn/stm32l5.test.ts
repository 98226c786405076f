import { describe, expect, it } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const ACR = 0x40022000;
const OPTR = 0x40022040;
const ICACHE_CR = 0x40030400;
const TZEN = 0x80000000;
const open = 0xaa;

describe.each(['STM32L552ZE', 'STM32L562QE'])('a burn of %s', (name) => {
  const device = deviceOf(name);
  const { base } = device.bank.otp;
  const image = imageOf([base, ramp(8)]);

  /** A chip whose FLASH_OPTR holds these bits and is as ST ships it otherwise. */
  const withOptions = (bits: number, rdp = open) => {
    const unit = rig(device);
    unit.chip.bench.setOptionBytes((0x7feff800 | bits | rdp) >>> 0);
    return unit;
  };

  it('programs a double word by the non-secure registers, and leaves FLASH_ACR alone', async () => {
    const unit = rig(device);
    const written = new Set<number>();
    unit.chip.onAccess(({ kind, address }) => {
      if (kind === 'write' && address >= ACR && address < ACR + 0x400) written.add(address - ACR);
    });
    expect(await burn(unit, image)).toMatchObject({ result: 'done' });
    expect([...unit.otp().subarray(0, 8)]).toEqual([...ramp(8)]);
    expect([...written].sort((a, b) => a - b)).toEqual([0x08, 0x20, 0x28]);
    expect(unit.chip.counters.reservedWrites).toBe(0);
  });

  it('is refused by the name of TrustZone while TZEN is set', async () => {
    const unit = withOptions(TZEN);
    const report = await burn(unit, image, { confirm: async () => expect.unreachable() });
    expect(report.result).toBe('refused');
    expect(report.plan.refusals).toMatchObject([
      {
        code: 'PRECONDITION',
        address: OPTR,
        message: expect.stringMatching(/TrustZone at 0x40022040 is 1/),
        remedy: expect.stringMatching(/TZEN 0/),
      },
    ]);
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it.each([
    ['0.5', 0x55],
    ['1', 0xbb],
    ['1', 0xdc],
  ])('is refused at read protection level %s, RDP 0x%s', async (level, rdp) => {
    const report = await burn(withOptions(0, rdp), image);
    expect(report.plan.refusals.map(({ code, message }) => [code, message])).toContainEqual([
      'READ_PROTECTION',
      expect.stringContaining(`read protection level ${level} is on`),
    ]);
  });

  it('is refused while the instruction cache answers, which a reset switches off', async () => {
    const unit = rig(device, (probe) => ({
      readMemory: async (address, ...rest) =>
        address === ICACHE_CR ? Uint8Array.of(1, 0, 0, 0) : probe.readMemory(address, ...rest),
    }));
    expect((await burn(unit, image)).plan.refusals).toMatchObject([
      { code: 'PRECONDITION', address: ICACHE_CR, remedy: expect.stringMatching(/ICACHE_CR\.EN is 0/) },
    ]);
    const reset = rig(device);
    reset.chip.writeMemory(ICACHE_CR, Uint8Array.of(1, 0, 0, 0));
    expect(await burn(reset, image)).toMatchObject({ result: 'done' });
  });
});
