import { expect, it } from 'vitest';
import { at, fullData, otpWith, someBytes } from './contents.js';
import { status } from './job.js';
import { onByteUnits, onEveryMachine } from './matrix.js';

onEveryMachine(({ bank, controller, open }) => {
  const unit = bank.otp.writeUnit;
  const { base } = bank.otp;

  it('touches no cell and names the address when the second of two segments conflicts', async () => {
    const index = 10;
    const otp = otpWith(bank, [index * unit, new Uint8Array(unit)]);
    const session = await open({ otp });
    const outcome = await session.burn([
      { address: base, bytes: someBytes(4 * unit) },
      {
        address: at(bank, 9 * unit),
        bytes: someBytes(3 * unit, 2)
          .fill(0xff, 0, unit)
          .fill(0x11, unit),
      },
    ]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.conflict, programmed: [], fault: undefined });
    expect(outcome.job).toMatchObject({
      status: status.conflict,
      failAddr: at(bank, index * unit),
      unitsDone: 0,
    });
    expect(session.otpAccesses(outcome, 'write')).toEqual([]);
    expect((await session.state()).otp).toEqual(otp);
  });

  it('touches no cell when the last of many segments is out of range', async () => {
    const session = await open();
    const outcome = await session.burn([
      { address: base, bytes: someBytes(unit) },
      { address: at(bank, 2 * unit), bytes: someBytes(unit) },
      { address: base + bank.otp.size, bytes: someBytes(unit) },
    ]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.range, programmed: [] });
    expect(outcome.job).toMatchObject({ status: status.range, failAddr: base + bank.otp.size, unitsDone: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank));
  });

  // Either fits a blank unit, so that the first pass finds nothing; together they would clear what neither asks for.
  it('programs nothing over what an earlier segment of the same job burnt', async () => {
    const session = await open();
    const first = new Uint8Array(unit).fill(0x0f);
    const second = new Uint8Array(unit).fill(0xf0);
    const outcome = await session.burn([
      { address: base, bytes: first },
      { address: base, bytes: second },
    ]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.conflict, programmed: [base], fault: undefined });
    expect(outcome.job).toMatchObject({ status: status.conflict, failAddr: base, unitsDone: 1 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, first]));
  });

  it('programs several segments, each from its own source, in order', async () => {
    const session = await open();
    const parts = [3, 0, 20].map((index) => ({ index, bytes: someBytes(2 * unit, index + 1) }));
    const outcome = await session.burn(
      parts.map(({ index, bytes }) => ({ address: at(bank, index * unit), bytes })),
    );
    expect(outcome).toMatchObject({ r0: 0, r1: 0, fault: undefined });
    expect(outcome.job).toEqual({
      status: 0,
      failAddr: expect.any(Number),
      flashSR: expect.any(Number),
      unitsDone: 6,
    });
    expect(outcome.programmed).toEqual([3, 4, 0, 1, 20, 21].map((index) => at(bank, index * unit)));
    expect((await session.state()).otp).toEqual(
      otpWith(bank, ...parts.map(({ index, bytes }) => [index * unit, bytes] as const)),
    );
  });

  it('touches nothing for a job of no segments, and says what it made of it', async () => {
    const session = await open();
    const outcome = await session.burn([]);
    expect(outcome).toMatchObject({ fault: undefined, programmed: [] });
    expect([status.done, status.notAJob]).toContain(outcome.job.status);
    expect(outcome.r1).toBe(outcome.job.status);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('has no segments too many for a full bank', async () => {
    const session = await open();
    const most = Math.min(64, bank.otp.size / unit / 2);
    const segments = Array.from({ length: most }, (_, index) => ({
      address: at(bank, 2 * index * unit),
      bytes: someBytes(unit, index + 1),
    }));
    const outcome = await session.burn(segments);
    expect(outcome.job).toMatchObject({ status: 0, unitsDone: most });
    expect(outcome.programmed).toEqual(segments.map(({ address }) => address));
  });

  it.each([
    ['of another magic', { magic: 0x4f545041 }],
    ['of no magic', { magic: 0 }],
    ['of a later version', { version: 3 }],
    ['of version 2 without its flag', { version: 2 }],
    ['of version 2 with a flag that it does not have', { version: 2, flags: 3 }],
    ['of version 3 with two flags', { version: 3, flags: 2 }],
    ['of version 0', { version: 0 }],
    ['with a flag that version 1 does not have', { flags: 1 }],
    ['of far too many segments', { count: 0x10000000 }],
  ])('refuses a job %s', async (_, header) => {
    const session = await open();
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }], { header });
    expect(outcome).toMatchObject({ r0: 1, r1: status.notAJob, fault: undefined, programmed: [] });
    expect(outcome.job.status).toBe(status.notAJob);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('reports a controller that will not unlock', async () => {
    const session = await open({ deaf: true });
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.unlock, fault: undefined, programmed: [] });
    expect(outcome.job).toMatchObject({ status: status.unlock, unitsDone: 0 });
  });

  it('counts the units that it programmed, not those that were there', async () => {
    const data = fullData(bank);
    const session = await open({ otp: otpWith(bank, [0, data.subarray(0, 8 * unit)]) });
    const outcome = await session.burn([{ address: base, bytes: data.subarray(0, 12 * unit) }]);
    expect(outcome.programmed).toHaveLength(4);
    expect(outcome.job).toMatchObject({ status: 0 });
    // The job's reader learns how far it came, so units that needed nothing may count as done.
    expect([4, 12]).toContain(outcome.job.unitsDone);
  });

  it('writes the status last', async () => {
    const session = await open();
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }]);
    const [job] = outcome.results;
    const stores = outcome.accesses.filter(
      ({ kind, address }) => kind === 'write' && address >= job!.start && address < job!.end,
    );
    expect(stores.at(-1)).toMatchObject({ address: job!.start, width: 4, value: 0 });
    expect(stores.filter(({ address }) => address === job!.start)).toHaveLength(1);
  });

  it('leaves the rest of the job and the sources as they were', async () => {
    const session = await open();
    const outcome = await session.burn([{ address: base, bytes: fullData(bank) }]);
    const [job] = outcome.results;
    const before = await session.machine.readRam(job!.start - 16, 16);
    expect(new DataView(before.buffer).getUint32(0, true)).toBe(0x4f545042);
    const [, source] = outcome.sources;
    expect(await session.machine.readRam(source!.start, fullData(bank).length)).toEqual(fullData(bank));
  });
});

onByteUnits(({ bank, open }) => {
  it('reports the error flags when data follows its own lock byte', async () => {
    const session = await open();
    const lock = bank.otp.locks!.offset;
    const outcome = await session.burn([
      { address: at(bank, lock), bytes: [0] },
      { address: at(bank, 0), bytes: [0x12, 0x34] },
    ]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.flags, programmed: [at(bank, lock)] });
    expect(outcome.job).toMatchObject({ status: status.flags, failAddr: at(bank, 0), unitsDone: 1 });
    expect(outcome.job.flashSR & 0xf0).toBe(0x10);
    expect((await session.state()).otp).toEqual(otpWith(bank, [lock, [0]]));
  });

  it('locks blocks as a job of their own', async () => {
    const data = fullData(bank);
    const session = await open({ otp: otpWith(bank, [0, data]) });
    const locks = bank.otp.locks!.offset;
    const outcome = await session.burn(
      [0, 4, 15].map((block) => ({ address: at(bank, locks + block), bytes: [0] })),
    );
    expect(outcome.job).toMatchObject({ status: 0, unitsDone: 3 });
    expect((await session.state()).otp).toEqual(
      otpWith(bank, [0, data], [locks, [0]], [locks + 4, [0]], [locks + 15, [0]]),
    );
  });
});
