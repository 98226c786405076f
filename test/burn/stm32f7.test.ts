import { describe, expect, it } from 'vitest';
import { deviceOf } from '../chip/support/chips.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const [CCR, ACR] = [0xe000ed14, 0x40023c00];
const DC = 1 << 16;

describe.each([
  ['STM32F722RE', 32],
  ['STM32F746ZG', 64],
  ['STM32F767ZI', 64],
])('a burn of %s', (name, blockSize) => {
  const device = deviceOf(name);
  const { base, locks } = device.bank.otp;
  const lockAt = base + (locks?.offset ?? 0);

  /** A chip whose SCB_CCR reads with some bits set. */
  const withCcr = (bits: number) =>
    rig(device, (probe) => ({
      readMemory: async (address, ...rest) => {
        const bytes = await probe.readMemory(address, ...rest);
        return address === CCR ? new Uint8Array(Uint32Array.of(0x200 | bits).buffer) : bytes;
      },
    }));

  it('is refused while the data cache is on: a read through it shows no cell', async () => {
    const unit = withCcr(DC);
    const report = await burn(unit, imageOf([base, [1]]), { confirm: async () => expect.unreachable() });
    expect(report.result).toBe('refused');
    expect(report.plan.refusals).toMatchObject([
      {
        code: 'PRECONDITION',
        address: CCR,
        message: expect.stringMatching(/the data cache at 0xE000ED14 is 1, programming needs 0/),
      },
    ]);
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it('goes on whatever else SCB_CCR holds, as the instruction cache', async () => {
    expect(await burn(withCcr(1 << 17), imageOf([base, [1]]))).toMatchObject({ result: 'done' });
  });

  it('writes no FLASH_ACR, whose bits 10 and 12 are reserved here', async () => {
    const unit = rig(device);
    const writes: number[] = [];
    unit.chip.onAccess(({ kind, address }) => {
      if (kind === 'write' && address >= ACR && address < ACR + 4) writes.push(address);
    });
    expect(await burn(unit, imageOf([base, ramp(8)]))).toMatchObject({ result: 'done' });
    expect(writes).toEqual([]);
    expect(unit.chip.counters.reservedWrites).toBe(0);
  });

  it('locks the last block alone, and then takes nothing more for it', async () => {
    const unit = rig(device);
    const last = base + 15 * blockSize;
    expect(await burn(unit, imageOf([last, ramp(blockSize)], [lockAt + 15, [0]]))).toMatchObject({
      result: 'done',
    });
    expect([...unit.otp().subarray(16 * blockSize)]).toEqual([...new Array(15).fill(0xff), 0]);
    const again = await burn(unit, imageOf([last - 1, [0x11]], [last + 1, [0]]));
    expect(again.plan.refusals.map(({ code, address }) => [code, address])).toEqual([['LOCKED', last + 1]]);
    expect(await burn(unit, imageOf([last - 1, [0x11]]))).toMatchObject({ result: 'done' });
  });
});
