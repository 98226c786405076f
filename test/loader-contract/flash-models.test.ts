import { expect, it } from 'vitest';
import { otpWith } from './contents.js';
import { BSY, DCEN, PG } from './controllers.js';
import { onBank, onByteUnits, onDoubleWords, onFlashWords } from './matrix.js';
import { programUnit, waitReady } from './unit-stores.js';

// What one flash interface refuses and another does not: the machines must be as strict as their silicon.

const bxLr = 0x4770;

onByteUnits(({ bank, controller, open }) => {
  const { base, data, locks } = bank.otp;
  const WRPERR = 0x10;
  const PGPERR = 0x40;

  it('reports PGPERR when the store is not as wide as PSIZE', async () => {
    const session = await open({ unlocked: true });
    await session.poke(controller.CR, PG);
    await session.poke(base, 0, 4);
    const state = await session.state();
    expect(state.sr & PGPERR).toBe(PGPERR);
    expect(state.otp).toEqual(otpWith(bank));
  });

  it('reports WRPERR in a locked block and behind the lock bytes', async () => {
    const otp = otpWith(bank, [data.size + 1, [0]]);
    for (const address of [base + locks!.blockSize + 1, base + bank.otp.size]) {
      const session = await open({ unlocked: true, otp });
      await session.poke(controller.CR, PG);
      await session.poke(address, 0, 1);
      const state = await session.state();
      expect(state.sr & WRPERR).toBe(WRPERR);
      expect(state.otp).toEqual(otp);
    }
  });
});

onDoubleWords(({ bank, controller, open }) => {
  const { base } = bank.otp;
  const PROGERR = 0x08;
  const PGAERR = 0x20;
  const SIZERR = 0x40;
  const PGSERR = 0x80;

  it.each([
    [
      'PROGERR on a double word that is not blank',
      [
        [base + 8, 4],
        [base + 12, 4],
      ],
      PROGERR,
    ],
    [
      'PROGERR on a double word spent with all ones',
      [
        [base + 16, 4],
        [base + 20, 4],
      ],
      PROGERR,
    ],
    ['PGAERR on a first word that is not 8-byte aligned', [[base + 4, 4]], PGAERR],
    [
      'PGAERR on a second word of another double word',
      [
        [base, 4],
        [base + 28, 4],
      ],
      PGAERR,
    ],
    ['SIZERR on a byte', [[base, 1]], SIZERR],
    ['SIZERR on a half-word', [[base, 2]], SIZERR],
  ] as const)('reports %s', async (_, stores, flag) => {
    const otp = otpWith(bank, [8, [0x7f]]);
    const session = await open({ unlocked: true, otp, spent: [base + 16] });
    await session.poke(controller.CR, PG);
    for (const [address, width] of stores) await session.poke(address, 0, width);
    const state = await session.state();
    expect(state.sr & flag).toBe(flag);
    expect(state.otp).toEqual(otp);
  });

  it('refuses with PGSERR while an earlier error is still set', async () => {
    const session = await open({ unlocked: true, flags: 0x40 });
    await session.poke(controller.CR, PG);
    await programUnit(session, base, 0);
    const state = await session.state();
    expect(state.sr & PGSERR).toBe(PGSERR);
    expect(state.otp).toEqual(otpWith(bank));
  });

  // Of C0, which has no ECC, nothing is damaged.
  if (!bank.otp.ecc) return;
  it('takes an NMI on reading a double ECC error', async () => {
    const session = await open({ damaged: [base + 0x40] });
    expect((await session.run([0x6800, bxLr], [base + 0x40])).fault).toBeTypeOf('string');
    expect(await session.peek(base)).toBe(0xffffffff);
  });
});

onFlashWords(({ bank, controller, open }) => {
  const { base } = bank.otp;
  const { CR, SR, program, lock, pending } = controller;
  const STRBERR = 1 << 19;
  const INCERR = 1 << 21;

  it.each([
    ['INCERR on a word of another flash word than the one that is begun', 32, INCERR],
    ['STRBERR on a word that is stored twice', 0, STRBERR],
  ])('reports %s, and drops what was there', async (_, second, flag) => {
    const session = await open({ unlocked: true });
    await session.poke(CR, program);
    await session.poke(base, 0);
    expect((await session.peek(SR)) & pending).toBe(pending);
    expect((await session.poke(base + second, 0)).offences).not.toEqual([]);
    const state = await session.state();
    expect(state.sr & (flag | pending)).toBe(flag);
    expect(state.otp).toEqual(otpWith(bank));
  });

  it('shows WBNE from the first word to the eighth, and notes what is lost when PG goes', async () => {
    const session = await open({ unlocked: true });
    await session.poke(CR, program);
    for (let word = 0; word < 7; word++) {
      await session.poke(base + 4 * word, 0);
      expect((await session.peek(SR)) & pending).toBe(pending);
    }
    expect((await session.poke(CR, 0)).offences).not.toEqual([]);
    expect((await session.peek(SR)) & pending).toBe(0);
    expect((await session.state()).otp).toEqual(otpWith(bank));
  });

  it('changes no other bit of CR in a write that sets LOCK', async () => {
    const session = await open({ unlocked: true });
    await session.poke(CR, program);
    await session.poke(CR, lock);
    expect((await session.state()).cr & (lock | program)).toBe(lock | program);
  });

  it('reports no flag when a flash word is programmed twice, which is never taken for good', async () => {
    const session = await open({ unlocked: true });
    await session.poke(CR, program);
    await programUnit(session, base, 0x0f);
    await waitReady(session, SR, controller.busy);
    const { offences } = await programUnit(session, base, 0x0e);
    await waitReady(session, SR, controller.busy);
    expect((await session.state()).sr).toBe(0);
    const read = await session.run([0x6800, bxLr], [base]);
    expect(offences.length > 0 || read.fault !== undefined).toBe(true);
  });

  it('takes a bus error on reading a double ECC error', async () => {
    const session = await open({ damaged: [base + 0x40] });
    expect((await session.run([0x6800, bxLr], [base + 0x40])).fault).toBeTypeOf('string');
    expect(await session.peek(base)).toBe(0xffffffff);
  });
});

onBank('stm32f4-otp', ({ bank, controller, open }) => {
  const { base } = bank.otp;

  it('shows the data that was asked for in a cached line', async () => {
    const session = await open({ unlocked: true, acr: DCEN, stuck: [{ address: base, mask: 1 }] });
    await session.peek(base, 1);
    await session.poke(controller.CR, PG);
    await session.poke(base, 0x20, 1);
    await waitReady(session, controller.SR);
    expect(await session.peek(base, 1)).toBe(0x20);
    await session.poke(controller.ACR, 0);
    expect(await session.peek(base, 1)).toBe(0x21);
  });
});

onBank('stm32l4-otp', ({ bank, controller, open }) => {
  const { base } = bank.otp;

  it('shows a stale line of the data cache after programming', async () => {
    const session = await open({ unlocked: true, acr: DCEN });
    expect(await session.peek(base)).toBe(0xffffffff);
    await session.poke(controller.CR, PG);
    await programUnit(session, base, 0x55aa);
    await waitReady(session, controller.SR);
    expect(await session.peek(base)).toBe(0xffffffff);
    await session.poke(controller.ACR, 0);
    expect(await session.peek(base)).toBe(0x55aa);
  });

  it('toggles PEMPTY when its bit is written', async () => {
    const session = await open({ pempty: true });
    await session.poke(controller.SR, 1 << 17);
    expect((await session.state()).sr).toBe(0);
    await session.poke(controller.SR, 1 << 17);
    expect((await session.state()).sr).toBe(1 << 17);
  });
});

onBank('stm32g0-otp', ({ bank, controller, open }) => {
  const { base } = bank.otp;
  const { SR, CR, pending: CFGBSY } = controller;

  it('shows CFGBSY from the first word to the end of the operation, and takes no write to CR meanwhile', async () => {
    const session = await open({ unlocked: true });
    await session.poke(CR, PG);
    await session.poke(base, 0);
    expect((await session.peek(SR)) & (BSY | CFGBSY)).toBe(CFGBSY);
    expect((await session.poke(CR, 0)).fault).toBeTypeOf('string');
    await session.poke(base + 4, 0);
    await waitReady(session, SR, BSY | CFGBSY);
    expect((await session.poke(CR, 0)).fault).toBeUndefined();
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, new Uint8Array(8)]));
  });

  it('refuses a unit with PGSERR while CFGBSY still stands', async () => {
    const session = await open({ unlocked: true, latePending: 20_000 });
    await session.poke(CR, PG);
    await programUnit(session, base, 0);
    await waitReady(session, SR);
    await programUnit(session, base + 8, 0);
    const state = await session.state();
    expect(state.sr & 0x80).toBe(0x80);
    expect(state.otp).toEqual(otpWith(bank, [0, new Uint8Array(8)]));
  });

  it('shows half a unit that was left before as CFGBSY, for ever', async () => {
    const session = await open({ unlocked: true, half: base + 8 });
    expect((await session.peek(SR)) & (BSY | CFGBSY)).toBe(CFGBSY);
    expect((await session.poke(CR, PG)).fault).toBeTypeOf('string');
    for (let polls = 0; polls < 200; polls++) expect((await session.peek(SR)) & CFGBSY).toBe(CFGBSY);
  });
});
