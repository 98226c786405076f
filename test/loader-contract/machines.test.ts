import { expect, it } from 'vitest';
import { otpWith, stuckUnit } from './contents.js';
import { DCEN, DCRST, keys } from './controllers.js';
import { onEveryBank, onEveryMachine } from './matrix.js';
import { programUnit, unitStores, waitReady } from './unit-stores.js';

// A suite proves no more than its machines are strict. All this is what a wrong loader would run into.

const bxLr = 0x4770;

onEveryMachine(({ bank, controller, open }) => {
  const { base } = bank.otp;

  it.each([
    ['a Thumb-2 instruction (MOVW)', [0xf240, 0x0001, bxLr], []],
    ['a Thumb-2 load (LDRD)', [0xe9d0, 0x1200, bxLr], [0x20001c00]],
    ['CBZ', [0xb100, bxLr], []],
    ['IT', [0xbf08, bxLr, bxLr], []],
    ['an undefined instruction', [0xde00, bxLr], []],
    ['an unaligned word read from RAM', [0x6800, bxLr], [0x20001c02]],
    ['an unaligned half-word read from RAM', [0x8800, bxLr], [0x20001c01]],
    ['an unaligned word write to RAM', [0x6001, bxLr], [0x20001c01, 0]],
    ['an unaligned word read from OTP', [0x6800, bxLr], [base + 2]],
    ['a read where nothing is', [0x6800, bxLr], [0x60000000]],
    ['a read past the RAM of the loader', [0x6800, bxLr], [0x28000000]],
    ['a branch to ARM state', [0x4700], [0x20001c00]],
  ])('faults on %s', async (_, code, args) => {
    const session = await open();
    expect((await session.run(code, args)).fault).toBeTypeOf('string');
  });

  it('executes what ARMv6-M has', async () => {
    const session = await open();
    // MRS r0, PRIMASK; DSB; ISB; BX LR
    const outcome = await session.run([0xf3ef, 0x8010, 0xf3bf, 0x8f4f, 0xf3bf, 0x8f6f, bxLr]);
    expect(outcome).toMatchObject({ fault: undefined, r0: 1 });
  });

  it('tells each access outside the registers, and each write', async () => {
    const session = await open();
    await session.machine.writeRam(0x20001c00, Uint8Array.of(0x78, 0x56, 0x34, 0x12));
    // LDR r1,[r0]; STR r1,[r2]; BX LR
    const outcome = await session.run([0x6801, 0x6011, bxLr], [0x20001c00, 0, controller.SR]);
    expect(outcome.accesses).toEqual([
      { kind: 'read', address: 0x20001c00, width: 4, value: 0 },
      { kind: 'write', address: controller.SR, width: 4, value: 0x12345678 },
    ]);
  });

  it('unlocks with the right keys only', async () => {
    const session = await open();
    await session.poke(controller.KEYR, keys[0]);
    await session.poke(controller.KEYR, keys[1]);
    expect((await session.state()).cr & controller.lock).toBe(0);
    await session.poke(controller.CR, controller.lock);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('locks up until reset after a wrong key', async () => {
    const session = await open();
    expect((await session.poke(controller.KEYR, 0x12345678)).fault).toBeTypeOf('string');
    for (const key of keys) await session.poke(controller.KEYR, key);
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });

  it('takes a key while it is unlocked for a wrong one', async () => {
    const session = await open({ unlocked: true });
    expect((await session.poke(controller.KEYR, keys[0])).fault).toBeTypeOf('string');
  });

  it('does not let CR be written while LOCK', async () => {
    const session = await open();
    await session.poke(controller.CR, controller.program);
    expect((await session.state()).cr & controller.program).toBe(0);
  });

  it('reports PGSERR and burns nothing without PG', async () => {
    const session = await open({ unlocked: true });
    await programUnit(session, base, 0);
    const state = await session.state();
    expect(state.sr & controller.sequenceError).toBe(controller.sequenceError);
    expect(state.otp).toEqual(otpWith(bank));
  });

  const program = unitStores(bank, 0);

  it('programs with PG, and is busy for a time', async () => {
    const session = await open({ unlocked: true });
    await session.poke(controller.CR, controller.program);
    // LDR r0,[r3]: FLASH_SR right after the store
    const outcome = await session.run([...program, 0x6818, bxLr], [base, 0, 0, controller.SR]);
    expect(outcome).toMatchObject({ programmed: [base], offences: [] });
    expect(outcome.r0).toBe(controller.busy | controller.late);
    await waitReady(session, controller.SR, controller.busy);
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, new Uint8Array(bank.otp.writeUnit)]));
  });

  it.each([
    ['CR written while BSY', [0x601a], controller.CR], // STR r2,[r3]
    ['flash read while BSY', [0x781a], base + 0x40], // LDRB r2,[r3]
    ['flash written while BSY', unitStores(bank, 3), base + 0x40],
  ])('notes %s', async (_, second, address) => {
    const session = await open({ unlocked: true });
    await session.poke(controller.CR, controller.program);
    const outcome = await session.run([...program, ...second, bxLr], [base, 0, 0, address]);
    expect(outcome.offences).not.toEqual([]);
  });

  it('clears flags by writing ones', async () => {
    const { staleFlags } = controller;
    const session = await open({ flags: staleFlags });
    expect((await session.state()).sr).toBe(staleFlags);
    await session.poke(controller.CLEAR, controller.sequenceError);
    expect((await session.state()).sr).toBe(staleFlags & ~controller.sequenceError);
  });

  it('keeps stuck cells', async () => {
    const session = await open({ unlocked: true, stuck: stuckUnit(bank, 0) });
    await session.poke(controller.CR, controller.program);
    await programUnit(session, base, 0);
    await waitReady(session, controller.SR, controller.busy);
    expect((await session.state()).otp[0]).toBe(stuckUnit(bank, 0)[0]!.mask);
  });

  if (controller.hasDataCache) {
    it('resets the data cache only while it is off', async () => {
      const { firmware } = controller.acr;
      const session = await open({ acr: firmware });
      await session.poke(controller.ACR, firmware | DCRST);
      expect((await session.state()).acr & DCRST).toBe(0);
      await session.poke(controller.ACR, firmware & ~DCEN);
      await session.poke(controller.ACR, (firmware & ~DCEN) | DCRST);
      expect((await session.state()).acr & DCRST).toBe(DCRST);
      await session.poke(controller.ACR, firmware);
      expect((await session.state()).acr).toBe(firmware);
    });
  }

  it('leaves LOCK set whatever is written to a deaf KEYR', async () => {
    const session = await open({ deaf: true });
    for (const key of keys) expect((await session.poke(controller.KEYR, key)).fault).toBeUndefined();
    expect((await session.state()).cr & controller.lock).toBe(controller.lock | 0);
  });
});

// What the manual reserves on some line of the family, written by a store of one bit too many.
onEveryBank(({ bank, controller, open }) => {
  const { CLEAR, ACR, CR } = controller;
  const reserved: readonly (readonly [string, number, number])[] = [
    ['the register that clears flags', CLEAR, 1 << 2],
    ['CR', CR, 1 << 20],
    ['ACR', ACR, 1 << 31],
    ...(controller.hasDataCache ? [] : [['ACR', ACR, DCRST] as const]),
  ];

  it.each(reserved)('notes a store to a reserved bit of %s', async (_, register, bit) => {
    const session = await open({ unlocked: true, acr: 0 });
    expect((await session.poke(register, 0)).offences).toEqual([]);
    expect((await session.poke(register, bit)).offences).not.toEqual([]);
    expect((await session.state()).otp).toEqual(otpWith(bank));
  });
});
