import { expect, it } from 'vitest';
import { at, fullData, otpWith, someBytes } from './contents.js';
import { status } from './job.js';
import { onByteUnits, onDoubleWords, onEveryMachine, type Place } from './matrix.js';
import type { Session } from './session.js';

onEveryMachine((place) => {
  const { bank, open } = place;
  const unit = bank.otp.writeUnit;
  const { base, size } = bank.otp;
  const last = fullData(bank).length / unit - 1;

  it.each([
    ['first', 0],
    ['second', 1],
    ['middle', Math.floor(last / 2)],
    ['last', last],
  ])('leaves every cell untouched when the %s write unit is a conflict', async (_, index) => {
    const data = fullData(bank);
    const held = data.slice(index * unit, (index + 1) * unit).map((byte) => byte & ~(byte & -byte));
    if (unit === 1) data[index] = 0xfe;
    const session = await open({ otp: otpWith(bank, [index * unit, held]) });
    await expectRefusal(
      place,
      session,
      { address: base, bytes: data },
      status.conflict,
      at(bank, index * unit),
    );
  });

  it('finds a conflict behind units that are already there', async () => {
    const data = fullData(bank);
    const otp = otpWith(bank, [0, data]);
    otp.fill(0, last * unit, (last + 1) * unit);
    data[last * unit] = 0x10;
    const session = await open({ otp });
    await expectRefusal(
      place,
      session,
      { address: base, bytes: data },
      status.conflict,
      at(bank, last * unit),
    );
  });

  const outside: [string, number, number][] = [
    ['one unit before the bank', base - unit, unit],
    ['one unit behind the bank', base + size, unit],
    ['from before the bank into it', base - unit, 2 * unit],
    ['from the bank past its end', base + size - unit, 2 * unit],
    ['a unit longer than the bank', base, size + unit],
    ['from before the bank past its end', base - unit, size + 2 * unit],
    ['wrapping around the address space into the bank', 0xffffff00, base + 0x100 + unit],
    ['from the bank around the address space to itself', base + unit, 0xfffffff8],
    ['as long as the address space allows', base, 0xfffffff8],
    ['at address 0', 0, unit],
    ['at the end of the address space', 0xfffffff8, 8],
    ['in main flash', 0x08000000, unit],
    ['in RAM', 0x20001c00, unit],
  ];

  it.each(outside)('refuses a range %s through ProgramPage', async (_, address, length) => {
    const session = await open();
    await session.init();
    const outcome = await session.program(address, someBytes(2 * unit), { length });
    expect(outcome).toMatchObject({ r0: 1, r1: status.range, fault: undefined, programmed: [] });
    await expectUntouched(session, otpWith(bank));
  });

  it.each(outside)('refuses a range %s through Burn', async (_, address, length) => {
    const session = await open();
    const outcome = await session.burn([{ address, bytes: someBytes(2 * unit), length }]);
    expect(outcome).toMatchObject({ r0: 1, r1: status.range, fault: undefined, programmed: [] });
    expect(outcome.job).toMatchObject({ status: status.range, unitsDone: 0 });
    await expectUntouched(session, otpWith(bank));
  });

  it('does nothing for a request of no bytes', async () => {
    const session = await open();
    const outcome = await session.hostProgram(base, []);
    expect(outcome).toMatchObject({ fault: undefined, programmed: [], offences: [] });
    await expectUntouched(session, otpWith(bank));
  });
});

onByteUnits((place) => {
  const { bank, open } = place;
  const { base, locks } = bank.otp;
  const lockAt = (block: number) => locks!.offset + block;

  it.each([0, 7, 15])('refuses new data in locked block %i, before any other cell changes', async (block) => {
    const otp = otpWith(bank, [lockAt(block), [0]]);
    const session = await open({ otp });
    const request = { address: base, bytes: fullData(bank) };
    await expectRefusal(place, session, request, status.locked, at(bank, locks!.blockSize * block));
  });

  it('accepts what a locked block already holds, and ones', async () => {
    const data = fullData(bank);
    const otp = otpWith(bank, [0, data.subarray(0, 16)], [lockAt(0), [0]]);
    const session = await open({ otp });
    const request = Uint8Array.from(data);
    request.fill(0xff, 16, locks!.blockSize);
    const outcome = await session.hostProgram(base, request);
    expect(outcome).toMatchObject({ r0: 0, r1: 0 });
    expect(outcome.programmed).toHaveLength(bank.otp.data.size - locks!.blockSize);
  });

  it('accepts a lock byte that is already 00', async () => {
    const otp = otpWith(bank, [lockAt(3), [0]]);
    const session = await open({ otp });
    expect(await session.hostProgram(at(bank, lockAt(3)), [0])).toMatchObject({ r0: 0, programmed: [] });
    await expectUntouched(session, otp);
  });

  it.each([0x01, 0x7f, 0x80, 0xfe, 0xaa])('refuses to write %i to a lock byte', async (value) => {
    const session = await open();
    const request = { address: at(bank, lockAt(5)), bytes: [value] };
    await expectRefusal(place, session, request, status.lockByte, request.address);
  });

  it('refuses a bad lock byte at the end of a request for the whole bank', async () => {
    const session = await open();
    const bytes = new Uint8Array(bank.otp.size).fill(0xff);
    bytes.set(fullData(bank));
    bytes[bank.otp.size - 1] = 0x0f;
    const request = { address: base, bytes };
    await expectRefusal(place, session, request, status.lockByte, at(bank, bank.otp.size - 1));
  });

  // RM0090 §3.8: with any other value the OTP bytes might not be taken into account correctly.
  it('refuses data in a block whose lock byte is neither 00 nor FF', async () => {
    const otp = otpWith(bank, [lockAt(2), [0x7f]]);
    const session = await open({ otp });
    await session.init();
    const outcome = await session.program(at(bank, 2 * locks!.blockSize), [0x12]);
    expect(outcome).toMatchObject({ r0: 1, programmed: [] });
    expect([status.locked, status.lockByte]).toContain(outcome.r1);
    await expectUntouched(session, otp);
  });
});

onDoubleWords((place) => {
  const { bank, open } = place;
  const { base } = bank.otp;

  it.each([
    ['that starts inside a double word', 4, 8],
    ['that starts at an odd address', 1, 8],
    ['that ends inside a double word', 0, 12],
    ['of one byte', 0, 1],
    ['of 7 bytes', 8, 7],
  ])('refuses a request %s', async (_, offset, length) => {
    const session = await open();
    const request = { address: base + offset, bytes: someBytes(length) };
    await expectRefusal(place, session, request, status.range);
  });

  it.each([
    ['lower', 8],
    ['upper', 15],
  ])('refuses zeros over a double word whose %s half holds data', async (_, offset) => {
    const otp = otpWith(bank, [offset, [0xf0]]);
    const session = await open({ otp });
    const request = { address: base + 8, bytes: new Uint8Array(8) };
    await expectRefusal(place, session, request, status.conflict, base + 8);
  });

  it('refuses bits that would only be cleared in a double word that holds data', async () => {
    const otp = otpWith(bank, [0, [0xf0]]);
    const session = await open({ otp });
    const request = { address: base, bytes: [0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff] };
    await expectRefusal(place, session, request, status.conflict, base);
  });
});

interface Request {
  readonly address: number;
  readonly bytes: ArrayLike<number>;
}

/** The same refusal through ProgramPage and through Burn, with no cell changed and no store to the bank. */
async function expectRefusal(
  { bank, controller }: Place,
  session: Session,
  request: Request,
  reason: number,
  failAddr?: number,
): Promise<void> {
  const { otp } = await session.state();
  await session.init();
  const page = await session.program(request.address, request.bytes);
  expect(page).toMatchObject({ r0: 1, r1: reason, fault: undefined, programmed: [] });
  expect(session.otpAccesses(page, 'write')).toEqual([]);
  expect((await session.state()).cr & controller.lock, 'LOCK after a refusal').toBe(controller.lock | 0);

  const burn = await session.burn([request]);
  expect(burn).toMatchObject({ r0: 1, r1: reason, fault: undefined, programmed: [] });
  expect(burn.job).toMatchObject({ status: reason, unitsDone: 0 });
  if (failAddr !== undefined) expect(burn.job.failAddr).toBe(failAddr);
  expect(session.otpAccesses(burn, 'write')).toEqual([]);
  await expectUntouched(session, otp);
  expect(otp).toHaveLength(bank.otp.size);
}

async function expectUntouched(session: Session, otp: Uint8Array): Promise<void> {
  expect((await session.state()).otp).toEqual(otp);
}
