import { describe, expect, it } from 'vitest';
import { at, otpWith, someBytes } from './contents.js';
import { status } from './job.js';
import { onFlashWords } from './matrix.js';

const unit = 32;
const ones = new Uint8Array(unit).fill(0xff);

/** Flash words of 256 bits: no flag of the controller reports a second programming, so the loader alone prevents it. */
onFlashWords(({ bank, controller, open }) => {
  const { base, size } = bank.otp;

  it.each([0, 1, 2, 3, 4, 31])('programs from a source %d bytes off a word boundary', async (shift) => {
    const session = await open();
    const bytes = someBytes(3 * unit);
    const outcome = await session.burn([{ address: base, bytes }], { sourceAt: 0x20001400 + shift });
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, offences: [] });
    expect(outcome.job).toMatchObject({ status: status.done, unitsDone: 3 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, bytes]));
  });

  it('stores each flash word as eight words in ascending order, each once', async () => {
    const session = await open();
    const last = size - 2 * unit;
    const outcome = await session.burn([{ address: at(bank, last), bytes: someBytes(2 * unit) }]);
    const stores = session.otpAccesses(outcome, 'write');
    const words = Array.from({ length: 16 }, (_, word) => at(bank, last + 4 * word));
    expect(stores.map(({ address, width }) => [address, width])).toEqual(words.map((word) => [word, 4]));
    expect(outcome.programmed).toEqual([at(bank, last), at(bank, last + unit)]);
  });

  it('neither reads nor programs a flash word for which all ones are asked, damaged as it may be', async () => {
    const session = await open({ damaged: [base + unit] });
    const bytes = Uint8Array.of(...someBytes(unit), ...ones, ...someBytes(unit, 2));
    const outcome = await session.burn([{ address: base, bytes }]);
    expect(outcome).toMatchObject({ r0: 0, fault: undefined, programmed: [base, base + 2 * unit] });
    const touched = [...session.otpAccesses(outcome, 'read'), ...session.otpAccesses(outcome, 'write')];
    expect(touched.filter(({ address }) => address >= base + unit && address < base + 2 * unit)).toEqual([]);
  });

  it('skips a flash word that is equal, and does not count it', async () => {
    const bytes = someBytes(2 * unit);
    const session = await open({ otp: otpWith(bank, [0, bytes.subarray(0, unit)]) });
    const outcome = await session.burn([{ address: base, bytes }]);
    expect(outcome.job).toMatchObject({ status: status.done, unitsDone: 1 });
    expect(outcome.programmed).toEqual([base + unit]);
  });

  it.each(Array.from({ length: 8 }, (_, word) => word))(
    'refuses a flash word with one bit at 0 in its word %d, before the first store',
    async (word) => {
      const held = Uint8Array.from(ones);
      held[4 * word] = 0xfe;
      const session = await open({ otp: otpWith(bank, [unit, held]) });
      // Zeros alone, which would be legal where bits can be cleared.
      const outcome = await session.burn([{ address: base, bytes: new Uint8Array(2 * unit) }]);
      expect(outcome).toMatchObject({ r0: 1, r1: status.conflict, fault: undefined, programmed: [] });
      expect(outcome.job).toMatchObject({ failAddr: base + unit, unitsDone: 0 });
      expect(session.otpAccesses(outcome, 'write')).toEqual([]);
    },
  );

  it('refuses segments that ask for two values of one flash word, and programs it once', async () => {
    const session = await open();
    const outcome = await session.burn([
      { address: base, bytes: someBytes(unit) },
      { address: base, bytes: someBytes(unit, 2) },
    ]);
    expect(outcome).toMatchObject({ r1: status.conflict, programmed: [base], offences: [] });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, someBytes(unit)]));
  });

  describe.each([
    ['an address inside a flash word', 4, unit],
    ['a length of half a flash word', 0, unit / 2],
    ['a flash word before the sector', -unit, unit],
    ['a flash word behind the sector', size, unit],
    ['a length past the end', size - unit, 2 * unit],
  ])('%s', (_, offset, length) => {
    it('is refused before anything is read or stored', async () => {
      const session = await open();
      const outcome = await session.burn([{ address: at(bank, offset), bytes: someBytes(length) }]);
      expect(outcome).toMatchObject({ r0: 1, r1: status.range, fault: undefined, programmed: [] });
      expect(session.otpAccesses(outcome, 'write')).toEqual([]);
    });
  });

  it('says that a cell did not take its 0, by what it reads back', async () => {
    const stuck = Array.from({ length: unit }, (_, byte) => ({ address: base + byte, mask: 0xff }));
    const session = await open({ stuck });
    const outcome = await session.burn([{ address: base, bytes: someBytes(2 * unit) }]);
    expect(outcome).toMatchObject({ r1: status.readBack, programmed: [base] });
    expect(outcome.job).toMatchObject({ failAddr: base, unitsDone: 0 });
  });

  it('ends where somebody left a part of a flash word, and stores to no register then', async () => {
    const session = await open({ half: base + unit });
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }]);
    expect(outcome).toMatchObject({ r1: status.flags, fault: undefined, programmed: [] });
    expect(outcome.job).toMatchObject({ failAddr: base, flashSR: controller.pending, unitsDone: 0 });
    expect(
      outcome.accesses.filter(({ kind, address }) => kind === 'write' && address === controller.CR),
    ).toEqual([]);
  });

  it('clears PG in a write before the one that sets LOCK', async () => {
    const session = await open();
    const outcome = await session.burn([{ address: base, bytes: someBytes(unit) }]);
    const values = outcome.accesses.filter(
      ({ kind, address }) => kind === 'write' && address === controller.CR,
    );
    expect(values.map(({ value }) => value)).toEqual([controller.program, 0, controller.lock]);
  });
});
