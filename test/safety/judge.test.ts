import { describe, expect, it } from 'vitest';
import { type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { SimProbe } from '../../src/probe/sim.js';
import { deviceOf } from '../chip/support/chips.js';
import { programF4 } from '../chip/support/flash.js';
import { imageOf } from '../support/images.js';
import { damageOf, judge } from './judge.js';
import { type Attempt, attempt, jobOf } from './rig.js';

const F4 = 0x1fff7800;
const L4 = 0x1fff7000;
const f410 = deviceOf('STM32F410C8');
const l412 = deviceOf('STM32L412C8');
const block = new Uint8Array(32).fill(0x5a);
const otpAt = (address: number): FlashOperation => ({ kind: 'program', area: 'otp', address });
const failed = (message: string): Attempt => ({ error: new OtpforgeError('BURN_FAILED', { message }) });

const f4Job = await jobOf(f410, imageOf([F4, block], [F4 + 0x200, [0]]));
const l4Job = await jobOf(l412, imageOf([L4, block]));

/** A chip on which the job is done, and what the command said of it. */
async function finished(job: typeof f4Job): Promise<{ chip: SimulatedChip; last: Attempt }> {
  const chip = SimulatedChip.fromState(job.start, job.device);
  return { chip, last: await attempt(job, new SimProbe(chip)) };
}

describe('the judge of the safety tables', () => {
  it.each([f4Job, l4Job])('calls a job that is done finished', async (job) => {
    const { chip, last } = await finished(job);
    expect(judge(job, chip, last, [])).toEqual({ outcome: 'finished' });
  });

  it.each([f4Job, l4Job])('calls a claim wrong when a byte is not as wanted', async (job) => {
    const { chip, last } = await finished(job);
    chip.bench.poke(job.device.bank.otp.base + 3, Uint8Array.of(0x58));
    expect(judge(job, chip, last, []).outcome).toBe('wrong');
    const cut = otpAt(job.device.bank.otp.base);
    expect(judge(job, chip, last, [cut]).outcome).toBe('wrong');
  });

  it('calls a claim wrong over a weak or damaged double word', async () => {
    for (const state of ['weak', 'damaged'] as const) {
      const { chip, last } = await finished(l4Job);
      chip.bench.setUnitState(L4 + 8, state);
      expect(judge(l4Job, chip, last, [otpAt(L4 + 8)]).outcome).toBe('wrong');
    }
  });

  it('calls a claim wrong over a byte that was cut short, though it reads right', async () => {
    const { chip, last } = await finished(f4Job);
    chip.bench.poke(F4 + 5, Uint8Array.of(0xff));
    chip.bench.setLockByte(0, 0xff);
    chip.bench.setSupply(1650);
    programF4(chip, F4 + 5, 0x5a);
    chip.bench.setLockByte(0, 0);
    expect(judge(f4Job, chip, last, [otpAt(F4 + 5)])).toMatchObject({
      outcome: 'wrong',
      reason: expect.stringMatching(/0x1FFF7805/i),
    });
  });

  it.each([f4Job, l4Job])('finds a unit outside the image that changed', async (job) => {
    const { chip, last } = await finished(job);
    const { base, size } = job.device.bank.otp;
    chip.bench.poke(base + size - 1, Uint8Array.of(0xfe));
    expect(judge(job, chip, last, [otpAt(base + size - 1)])).toMatchObject({
      outcome: 'wrong',
      reason: expect.stringMatching(/not in the image/),
    });
  });

  it('finds a blank unit outside the image that was spent', async () => {
    const { chip } = await finished(l4Job);
    chip.bench.spendUnit(L4 + 0x100);
    expect(damageOf(l4Job, chip, [])).toMatch(/not in the image/);
  });

  it('finds a lock over data that is not whole', () => {
    const chip = SimulatedChip.fromState(f4Job.start, f410);
    chip.bench.poke(F4, block.subarray(0, 31));
    chip.bench.setLockByte(0, 0);
    expect(damageOf(f4Job, chip, [])).toMatch(/block 0 is locked/);
  });

  it('takes a failure as reported only when it names the unit that was cut, and the unit is beyond repair', () => {
    const chip = SimulatedChip.fromState(l4Job.start, l412);
    chip.bench.setUnitState(L4 + 8, 'damaged');
    const named = failed('the unit at 0x1FFF7008 is damaged');
    expect(judge(l4Job, chip, named, [otpAt(L4 + 8)]).outcome).toBe('reported');
    expect(judge(l4Job, chip, failed('no idea'), [otpAt(L4 + 8)]).outcome).toBe('wrong');
    const healthy = SimulatedChip.fromState(l4Job.start, l412);
    expect(judge(l4Job, healthy, named, [otpAt(L4 + 8)]).outcome).toBe('wrong');
  });
});
