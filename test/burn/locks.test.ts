import { describe, expect, it } from 'vitest';
import { f4, f401 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const F4 = f4.otp.base;

describe('locks on STM32F4', () => {
  it('are a second job, after the data is read back', async () => {
    const unit = rig(f401);
    const report = await burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    expect(report).toMatchObject({ result: 'done', unitsBurnt: 32, locksSet: 1 });
    expect(unit.otp()[0x200]).toBe(0);
    expect(unit.otp().subarray(0x201, 0x210)).toEqual(new Uint8Array(15).fill(0xff));
    expect(unit.calls.filter((call) => call === 'go')).toHaveLength(2);
    const [first = 0] = unit.calls.flatMap((call, index) => (call === 'go' ? [index] : []));
    expect(unit.calls.slice(first + 1, first + 6)).toContain('readMemory');
  });

  it('count only when the host read them back', async () => {
    let jobs = 0;
    const unit = rig(f401, (probe) => ({
      go: () => {
        jobs += 1;
        return probe.go();
      },
      readMemory: async (address, length, width) => {
        const bytes = (await probe.readMemory(address, length, width)).slice();
        if (jobs === 2 && address === F4) bytes[0x200] = 0x01;
        return bytes;
      },
    }));
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({
      code: 'READ_BACK_DIFFERS',
      exitCode: 6,
      details: { address: F4 + 0x200, wanted: 0, read: 1 },
    });
  });

  it('are not set when the data failed', async () => {
    const unit = rig(f401);
    unit.chip.bench.stickCells(F4 + 8, 0x80);
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({ code: 'BURN_FAILED' });
    expect(unit.otp()[0x200]).toBe(0xff);
  });

  it('are not set when the host reads the data back differently from the loader', async () => {
    const unit = rig(f401, (probe) => {
      let ran = false;
      return {
        go: () => {
          ran = true;
          return probe.go();
        },
        readMemory: async (address, length, width) => {
          const bytes = await probe.readMemory(address, length, width);
          if (ran && address === F4) bytes[5] = (bytes[5] ?? 0) ^ 1;
          return bytes;
        },
      };
    });
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({ code: 'READ_BACK_DIFFERS', details: { address: F4 + 5 } });
    expect(unit.otp()[0x200]).toBe(0xff);
  });
});
