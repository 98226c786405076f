import { expect, it } from 'vitest';
import { otpWith, someBytes } from './contents.js';
import { status } from './job.js';
import { onEveryMachine } from './matrix.js';

const WRPERR = 1 << 4;
const header = { version: 2, flags: 1 };

onEveryMachine(({ machine, bank, open }) => {
  const unit = bank.otp.writeUnit;
  const { base, rewrite, locks } = bank.otp;
  const data = someBytes(8 * unit);

  if (rewrite === 'once') {
    it('takes no job that would program a unit twice', async () => {
      const otp = otpWith(bank, [0, data]);
      const session = await open({ otp });
      const outcome = await session.burn([{ address: base, bytes: data }], { header });
      expect(outcome).toMatchObject({ r0: 1, r1: status.notAJob, programmed: [], fault: undefined });
      expect((await session.state()).otp).toEqual(otp);
    });
    return;
  }

  it('programs what reads equal once more, beside what is new', async () => {
    const session = await open({ otp: otpWith(bank, [0, data.subarray(0, 3)]) });
    const segments = [{ address: base + 2, bytes: data.subarray(2, 5) }];
    const outcome = await session.burn(segments, { header });
    expect(outcome).toMatchObject({ r0: 0, r1: 0, fault: undefined });
    expect(outcome.programmed).toEqual([2, 3, 4].map((offset) => base + offset));
    expect(outcome.job).toMatchObject({ status: 0, unitsDone: 3 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data.subarray(0, 5)]));
  });

  it('programs no FF, blank or not', async () => {
    const session = await open();
    const outcome = await session.burn([{ address: base, bytes: [0xff, 0xff] }], { header });
    expect(outcome).toMatchObject({ r0: 0, programmed: [] });
    expect(session.otpAccesses(outcome, 'read')).toEqual([]);
  });

  it('touches nothing when another unit of the job conflicts', async () => {
    const session = await open({ otp: otpWith(bank, [0, [1, 0]]) });
    const outcome = await session.burn([{ address: base, bytes: [1, 1] }], { header });
    expect(outcome).toMatchObject({ r1: status.conflict, programmed: [] });
    expect(outcome.job.failAddr).toBe(base + 1);
  });

  if (!locks) return;

  it('refuses a unit of a locked block though it reads equal', async () => {
    const session = await open({ otp: otpWith(bank, [0, data], [locks.offset, [0]]) });
    const outcome = await session.burn([{ address: base, bytes: data }], { header });
    expect(outcome).toMatchObject({ r1: status.locked, programmed: [] });
    expect(outcome.job.failAddr).toBe(base);
  });

  // RM0090 §3.8 does not say whether a lock byte that is set protects itself: one model does it, the other does not.
  it('programs a lock byte that reads 00 once more where the controller lets it, and none that reads otherwise', async () => {
    const lock = base + locks.offset + 3;
    const session = await open({ otp: otpWith(bank, [locks.offset + 3, [0]]) });
    const again = await session.burn([{ address: lock, bytes: [0] }], { header });
    if (machine === 'simulated chip') expect(again).toMatchObject({ r1: status.done, programmed: [lock] });
    else {
      expect(again).toMatchObject({ r1: status.flags, programmed: [] });
      expect(again.job).toMatchObject({ failAddr: lock, flashSR: WRPERR, unitsDone: 0 });
    }
    const damaged = await open({ otp: otpWith(bank, [locks.offset + 3, [0x40]]) });
    for (const byte of [0, 0x40]) {
      const outcome = await damaged.burn([{ address: lock, bytes: [byte] }], { header });
      expect(outcome).toMatchObject({ r1: status.lockByte, programmed: [] });
    }
  });
});
