import { expect, it } from 'vitest';
import { at, fullData, otpWith, someBytes, stuckUnit } from './contents.js';
import { status } from './job.js';
import type { Outcome } from './machine.js';
import { onDoubleWords, onEveryMachine, onPending, type Setup } from './matrix.js';

onEveryMachine(({ bank, controller, open }) => {
  const unit = bank.otp.writeUnit;
  const { base } = bank.otp;
  const caches: [string, Setup][] = [
    ['with the caches off', { acr: 0 }],
    ['behind the data cache', { acr: controller.acr.firmware }],
  ];

  it.each(caches)('finds a stuck cell %s', async (_, setup) => {
    const index = 6;
    const address = at(bank, index * unit);
    const session = await open({ ...setup, stuck: stuckUnit(bank, index) });
    await session.peek(address, 1);
    const data = fullData(bank);
    data[index * unit] = 0x10;
    const outcome = await session.burn([{ address: base, bytes: data }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.readBack, fault: undefined });
    expect(outcome.job).toMatchObject({ status: status.readBack, failAddr: address, unitsDone: index });
    expect(outcome.programmed.at(-1)).toBe(address);
    const { otp, cr } = await session.state();
    expect(cr & controller.lock).toBe(controller.lock | 0);
    expect(otp.subarray(0, index * unit)).toEqual(data.subarray(0, index * unit));
    expect(otp.subarray((index + 1) * unit)).toEqual(otpWith(bank).subarray((index + 1) * unit));
  });

  it.each(caches)('finds a stuck cell %s through ProgramPage, and locks', async (_, setup) => {
    const session = await open({ ...setup, stuck: stuckUnit(bank, 2) });
    await session.peek(at(bank, 2 * unit), 1);
    await session.init();
    const outcome = await session.program(base, new Uint8Array(4 * unit));
    expect(outcome).toMatchObject({ r0: 1, r1: status.readBack, fault: undefined });
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('judges by the cells, not by lines that were cached before', async () => {
    const data = fullData(bank);
    const session = await open({ acr: controller.acr.firmware });
    for (let offset = 0; offset < data.length; offset += 16) await session.peek(at(bank, offset));
    expect(await session.burn([{ address: base, bytes: data }])).toMatchObject({ r0: 0, fault: undefined });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it('leaves no stale line behind for the firmware', async () => {
    const data = fullData(bank);
    const session = await open({ acr: controller.acr.firmware });
    for (let offset = 0; offset < data.length; offset += 16) await session.peek(at(bank, offset));
    await session.hostProgram(base, data);
    const seen: number[] = [];
    for (let offset = 0; offset < data.length; offset += 4) seen.push(await session.peek(at(bank, offset)));
    expect(Uint8Array.from(new Uint8Array(Uint32Array.from(seen).buffer))).toEqual(data);
  });

  it('reports a controller that will not unlock through Init', async () => {
    const session = await open({ deaf: true });
    expect(await session.init()).toMatchObject({ r0: 1, fault: undefined });
    const outcome = await session.program(base, someBytes(unit));
    expect(outcome).toMatchObject({ r0: 1, fault: undefined, programmed: [] });
  });
});

onDoubleWords(({ bank, controller, open }) => {
  const { base } = bank.otp;
  const PROGERR = 0x08;

  it('reports a double word that was spent with all ones', async () => {
    const spent = base + 3 * 8;
    const session = await open({ spent: [spent] });
    const outcome = await session.burn([{ address: base, bytes: fullData(bank) }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.flags, fault: undefined });
    expect(outcome.job).toMatchObject({ status: status.flags, failAddr: spent, unitsDone: 3 });
    expect(outcome.job.flashSR & PROGERR).toBe(PROGERR);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('reports a spent double word through ProgramPage, and goes on with others after the next Init', async () => {
    const session = await open({ spent: [base] });
    expect(await session.hostProgram(base, someBytes(8))).toMatchObject({ r0: 1, r1: status.flags });
    expect(await session.hostProgram(base + 8, someBytes(8))).toMatchObject({ r0: 0, r1: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [8, someBytes(8)]));
  });

  it.each([
    ['lower', [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
    ['upper', [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
  ])('finds a dead double word by its %s half alone', async (_, bytes) => {
    const session = await open({ stuck: stuckUnit(bank, 1) });
    const outcome = await session.burn([{ address: base + 8, bytes }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.readBack, programmed: [base + 8] });
    expect(outcome.job).toMatchObject({ status: status.readBack, failAddr: base + 8, unitsDone: 0 });
  });

  // Two wrong bits are beyond the ECC: the read-back differs or ends in an NMI, which a host sees as no return.
  it('never takes a double word with two stuck cells for burnt', async () => {
    const session = await open({ stuck: [{ address: base + 9, mask: 0x18 }] });
    const outcome = await session.burn([{ address: base, bytes: new Uint8Array(24) }]);
    expect(outcome.fault !== undefined || outcome.r0 === 1).toBe(true);
    expect(outcome.job.status).not.toBe(status.done);
    expect(outcome.programmed).toEqual([base, base + 8]);
  });

  it('does not touch a damaged double word for which the request holds all ones', async () => {
    const data = fullData(bank);
    data.fill(0xff, 16, 24);
    const session = await open({ damaged: [base + 16] });
    const outcome = await session.burn([{ address: base, bytes: data }]);
    expect(outcome).toMatchObject({ r0: 0, fault: undefined });
    expect(outcome.programmed).toHaveLength(bank.otp.size / 8 - 1);
  });

  // The first word that a debugger wrote waits for its second, and the loader's first word is not that.
  it('programs nothing, and ends, where somebody left half a double word', async () => {
    const session = await open({ half: base + 0x40 });
    const outcome = await session.burn([{ address: base, bytes: fullData(bank) }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.flags, fault: undefined, programmed: [] });
    expect(outcome.job).toMatchObject({ status: status.flags, failAddr: base, unitsDone: 0 });
    expect(outcome.job.flashSR).not.toBe(0);
    expect((await session.state()).otp).toEqual(otpWith(bank));
  });
});

onPending(({ bank, controller, open }) => {
  const { base, writeUnit: unit } = bank.otp;
  const { ACR, pending, late } = controller;
  const never = 0x7fffffff;
  const flashStores = ({ accesses }: Outcome) =>
    accesses.filter(({ kind, address }) => kind === 'write' && address >= ACR && address < ACR + 0x400);

  it('stores to no register where somebody left a part of a unit, and says that its flag stands', async () => {
    const session = await open({ half: base + 2 * unit });
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }]);
    expect(outcome.job).toMatchObject({ failAddr: base, flashSR: pending, unitsDone: 0 });
    expect([session.otpAccesses(outcome, 'write'), flashStores(outcome)]).toEqual([[], []]);
  });

  it.each(['init', 'unInit'] as const)('fails on %s where somebody left a part of a unit', async (entry) => {
    const session = await open({ half: base + 2 * unit, unlocked: true });
    const outcome = await session[entry]();
    expect(outcome).toMatchObject({ r0: 1, fault: undefined, offences: [] });
    expect(flashStores(outcome)).toEqual([]);
  });

  it('ends after a unit whose flag never falls, counts it not, and leaves CR alone from then on', async () => {
    const session = await open({ latePending: never });
    const outcome = await session.burn([{ address: base, bytes: someBytes(3 * unit) }]);
    expect(outcome).toMatchObject({
      r0: 1,
      r1: status.flags,
      fault: undefined,
      programmed: [base],
      offences: [],
    });
    expect(outcome.job).toMatchObject({
      status: status.flags,
      failAddr: base,
      flashSR: late,
      unitsDone: 0,
    });
    const values = flashStores(outcome).filter(({ address }) => address === controller.CR);
    expect(values.map(({ value }) => value)).toEqual([controller.program]);
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, someBytes(3 * unit).subarray(0, unit)]));
  });

  it('waits for a flag that falls late, in the middle of a burn and before the first store of the next', async () => {
    const session = await open({ latePending: 3000 });
    const data = fullData(bank).subarray(0, 8 * unit);
    const burnt = await session.burn([{ address: base, bytes: data.subarray(0, 4 * unit) }]);
    expect(burnt).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    expect(await session.hostProgram(base + 4 * unit, data.subarray(4 * unit))).toMatchObject({
      r0: 0,
      offences: [],
    });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });
});
