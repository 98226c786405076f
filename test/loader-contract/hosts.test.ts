import { expect, it } from 'vitest';
import { at, fullData, otpWith, someBytes } from './contents.js';
import { status } from './job.js';
import { ram } from './machine.js';
import { onBank, onEveryMachine } from './matrix.js';
import type { RequestOutcome } from './session.js';
import { programUnit, unitStores } from './unit-stores.js';

onEveryMachine(({ bank, controller, open }) => {
  const unit = bank.otp.writeUnit;
  const { base, size } = bank.otp;

  it('touches nothing on EraseSector and EraseChip and returns 0', async () => {
    const otp = otpWith(bank, [0, fullData(bank)]);
    const session = await open({ otp, flags: controller.staleFlags });
    await session.init();
    for (const outcome of [
      await session.call('EraseSector', base),
      await session.call('EraseSector', base + bank.loader.sectorSize),
      await session.call('EraseChip'),
    ]) {
      expect(outcome).toMatchObject({ r0: 0, fault: undefined, programmed: [] });
      expect(storesOutsideRam(outcome)).toEqual([]);
    }
    expect((await session.state()).otp).toEqual(otp);
  });

  it('unlocks, clears the flags and feeds the watchdog on Init', async () => {
    const session = await open({ flags: controller.staleFlags, acr: controller.acr.firmware });
    const outcome = await session.init();
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    const state = await session.state();
    expect(state.cr & controller.lock).toBe(0);
    expect(state.sr).toBe(0);
    expect(state.acr).toBe(controller.acr.firmware);
    const stores = storesOutsideRam(outcome);
    expect(stores).toContainEqual({ address: controller.CLEAR, value: controller.clearFlags });
    expect(stores.filter(({ address }) => address === controller.IWDG_KR)).toEqual([
      { address: controller.IWDG_KR, value: 0xaaaa },
    ]);
  });

  it('writes no key on Init when the controller is already unlocked', async () => {
    const session = await open({ unlocked: true });
    const outcome = await session.init();
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    expect(storesOutsideRam(outcome).filter(({ address }) => address === controller.KEYR)).toEqual([]);
  });

  it.each(['Init', 'UnInit', 'ProgramPage'] as const)(
    'waits on %s until the operation before it has finished',
    async (entry) => {
      const session = await open({ unlocked: true });
      await session.poke(controller.CR, controller.program);
      const address = (session.codeAt + session.loader.entries.get(entry)!) | 1;
      const args = entry === 'ProgramPage' ? [at(bank, unit), unit, ram.buffers + 0x400] : [base, 0, 2];
      await session.machine.writeRam(ram.buffers + 0x400, someBytes(unit));
      await session.machine.writeRam(
        ram.buffers,
        new Uint8Array(Uint32Array.from([...args, address, controller.SR]).buffer),
      );
      const program = unitStores(bank, 0);
      // PUSH {r4,r5,lr}; program; LDM r3!,{r0,r1,r2,r4,r5}; BLX r4; LDR r0,[r5]; POP {r4,r5,pc}
      const outcome = await session.run(
        [0xb530, ...program, 0xcb37, 0x47a0, 0x6828, 0xbd30],
        [base, 0, 0, ram.buffers],
      );
      expect(outcome).toMatchObject({ fault: undefined, offences: [] });
      expect(outcome.r0 & (controller.busy | controller.pending)).toBe(0);
    },
  );

  it('only locks on UnInit', async () => {
    const session = await open({ acr: controller.acr.firmware });
    await session.init();
    const outcome = await session.unInit();
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    const stores = storesOutsideRam(outcome);
    expect(stores.map(({ address }) => address)).toEqual(
      controller.locksAlone ? [controller.CR, controller.CR] : [controller.CR],
    );
    if (controller.locksAlone) expect(stores[0]!.value).toBe(0);
    expect(stores.at(-1)!.value & (controller.lock | controller.program)).toBe(controller.lock | 0);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('locks on UnInit even when Init was never called', async () => {
    const session = await open({ unlocked: true });
    expect(await session.unInit()).toMatchObject({ r0: 0, offences: [] });
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('tells the truth on BlankCheck', async () => {
    const data = someBytes(unit);
    const session = await open({ otp: otpWith(bank, [4 * unit, data]) });
    await session.init();
    const isBlank = async (offset: number, length: number) =>
      (await session.call('BlankCheck', at(bank, offset), length, 0xff)).r0;
    expect(await isBlank(0, size)).toBe(1);
    expect(await isBlank(0, 4 * unit)).toBe(0);
    expect(await isBlank(5 * unit, size - 5 * unit)).toBe(0);
    expect(await isBlank(4 * unit, unit)).toBe(1);
    expect(await isBlank(0, 5 * unit)).toBe(1);
  });

  it('finds a single 0 bit in the last byte of the bank on BlankCheck', async () => {
    const session = await open({ otp: otpWith(bank, [size - 1, [0xfe]]) });
    await session.init();
    const outcome = await session.call('BlankCheck', base, size, 0xff);
    expect(outcome).toMatchObject({ r0: 1, fault: undefined, offences: [] });
    expect(
      storesOutsideRam(outcome).filter(({ address }) => address >= base && address < base + size),
    ).toEqual([]);
  });

  it('answers 0 for a blank bank on BlankCheck and leaves ACR as it was', async () => {
    const session = await open({ acr: controller.acr.firmware });
    await session.init();
    const outcome = await session.call('BlankCheck', base, size, 0xff);
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    expect((await session.state()).acr).toBe(controller.acr.firmware);
  });

  it.each([
    ['before the bank', base - unit, unit],
    ['behind the bank', base + size, unit],
    ['past the end of the bank', base + size - unit, 2 * unit],
    ['longer than the bank', base, size + 1],
    ['around the address space', base + unit, 0xfffffff8],
  ])('reads nothing of a range %s on BlankCheck', async (_, address, length) => {
    const session = await open();
    await session.init();
    const outcome = await session.call('BlankCheck', address, length, 0xff);
    expect(outcome).toMatchObject({ r0: 1, r1: status.range, fault: undefined, offences: [] });
    expect(outcome.accesses.filter(({ address: at }) => at < ram.base)).toEqual([]);
  });

  // The AAPCS lets a caller rely on it: a host's own RAM code may be one.
  it.each(['ProgramPage', 'BlankCheck', 'Init'] as const)(
    'keeps R4 to R7 for the caller of %s',
    async (entry) => {
      const session = await open();
      const held = [0x44444444, 0x55555555, 0x66666666, 0x77777777];
      const address = (session.codeAt + session.loader.entries.get(entry)!) | 1;
      await session.init();
      await session.machine.writeRam(ram.buffers + 0x400, someBytes(4 * unit));
      await session.machine.writeRam(
        ram.buffers,
        new Uint8Array(Uint32Array.from([...held, address]).buffer),
      );
      // PUSH {r4-r7,lr}; LDM r3!,{r4-r7}; LDR r3,[r3]; BLX r3; PUSH {r4-r7}; ADD sp,#16; POP {r4-r7,pc}
      const outcome = await session.run(
        [0xb5f0, 0xcbf0, 0x681b, 0x4798, 0xb4f0, 0xb004, 0xbdf0],
        [base, 4 * unit, ram.buffers + 0x400, ram.buffers],
      );
      expect(outcome.fault).toBeUndefined();
      const kept = await session.machine.readRam(ram.stackTop - 20 - 16, 16);
      expect([...new Uint32Array(Uint8Array.from(kept).buffer)]).toEqual(held);
    },
  );
});

onBank('stm32l4-otp', ({ bank, controller, open }) => {
  it('does not believe a stale line of the data cache on BlankCheck', async () => {
    const { base } = bank.otp;
    const session = await open({ acr: controller.acr.firmware, unlocked: true });
    await session.peek(base);
    await session.poke(controller.CR, controller.program);
    await programUnit(session, base, 0);
    await session.init();
    expect(await session.call('BlankCheck', base, 8, 0xff)).toMatchObject({ r0: 1 });
  });
});

function storesOutsideRam(outcome: RequestOutcome) {
  return outcome.accesses
    .filter(({ kind, address }) => kind === 'write' && (address < ram.base || address >= ram.base + ram.size))
    .map(({ address, value }) => ({ address, value }));
}
