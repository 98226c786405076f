import { expect, it } from 'vitest';
import { at, fullData, otpWith, someBytes } from './contents.js';
import { ram } from './machine.js';
import { onByteUnits, onDoubleWords, onEveryMachine, type Setup } from './matrix.js';

onEveryMachine(({ name, bank, controller, open }) => {
  const unit = bank.otp.writeUnit;
  const units = fullData(bank).length / unit;
  const conditions: [string, Setup][] = [
    ['a clean controller', {}],
    ['stale error flags', { flags: controller.staleFlags }],
    ['a controller that is already unlocked', { unlocked: true }],
    [
      'stale error flags, unlocked, with the caches on',
      { flags: controller.staleFlags, unlocked: true, acr: controller.acr.firmware },
    ],
  ];

  it.each(conditions)('programs a full bank through ProgramPage from %s', async (_, setup) => {
    const session = await open(setup);
    const data = fullData(bank);
    const outcome = await session.hostProgram(bank.otp.base, data);
    expect(outcome).toMatchObject({ r0: 0, r1: 0, fault: undefined, offences: [] });
    expect(outcome.programmed).toHaveLength(units);
    const state = await session.state();
    expect(state.otp).toEqual(otpWith(bank, [0, data]));
    expect(state.cr & controller.lock).toBe(controller.lock | 0);
  });

  it.each(conditions)('programs a full bank through Burn from %s', async (_, setup) => {
    const session = await open(setup);
    const data = fullData(bank);
    const outcome = await session.burn([{ address: bank.otp.base, bytes: data }]);
    expect(outcome).toMatchObject({ r0: 0, r1: 0, fault: undefined, offences: [] });
    expect(outcome.job).toMatchObject({ status: 0, unitsDone: units });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it('programs through SEGGER_OPEN_Program what needs many pages', async () => {
    const session = await open();
    const data = fullData(bank);
    await session.init();
    const outcome = await session.program(bank.otp.base, data, { entry: 'SEGGER_OPEN_Program' });
    expect(outcome).toMatchObject({ r0: 0, fault: undefined });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it('programs page by page as a host without SEGGER_OPEN_Program does', async () => {
    const session = await open();
    const data = fullData(bank);
    const { pageSize } = bank.loader;
    await session.init();
    for (let offset = 0; offset < data.length; offset += pageSize) {
      const page = data.subarray(offset, offset + pageSize);
      expect(await session.program(at(bank, offset), page)).toMatchObject({ r0: 0 });
    }
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it('burns nothing when the same request is made again', async () => {
    const session = await open();
    const data = fullData(bank);
    await session.hostProgram(bank.otp.base, data);
    const again = await session.hostProgram(bank.otp.base, data);
    expect(again).toMatchObject({ r0: 0, r1: 0, programmed: [] });
    expect(session.otpAccesses(again, 'write')).toEqual([]);
    const burnt = await session.burn([{ address: bank.otp.base, bytes: data }]);
    expect(burnt).toMatchObject({ r0: 0, programmed: [] });
  });

  it('finishes a request of which a part is already there', async () => {
    const data = fullData(bank);
    const half = data.length / 2;
    const session = await open({ otp: otpWith(bank, [0, data.subarray(0, half)]) });
    const outcome = await session.hostProgram(bank.otp.base, data);
    expect(outcome).toMatchObject({ r0: 0 });
    expect(outcome.programmed).toHaveLength(units / 2);
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it('programs one write unit and leaves its neighbours alone', async () => {
    const session = await open();
    const bytes = someBytes(unit);
    const outcome = await session.hostProgram(at(bank, 5 * unit), bytes);
    expect(outcome.programmed).toEqual([at(bank, 5 * unit)]);
    expect((await session.state()).otp).toEqual(otpWith(bank, [5 * unit, bytes]));
  });

  it('programs the last write unit of the bank', async () => {
    const session = await open();
    const offset = bank.otp.size - unit;
    const bytes = new Uint8Array(unit);
    expect(await session.hostProgram(at(bank, offset), bytes)).toMatchObject({ r0: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [offset, bytes]));
  });

  it('programs zeros', async () => {
    const session = await open();
    const zeros = new Uint8Array(4 * unit);
    expect(await session.hostProgram(at(bank, 0), zeros)).toMatchObject({ r0: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, zeros]));
  });

  it('spends no write unit on a page of ones', async () => {
    const session = await open();
    const outcome = await session.hostProgram(bank.otp.base, new Uint8Array(units * unit).fill(0xff));
    expect(outcome).toMatchObject({ r0: 0, r1: 0, programmed: [] });
    expect(session.otpAccesses(outcome, 'write')).toEqual([]);
  });

  it('uses one write unit for the data in a page of ones', async () => {
    const session = await open();
    const page = new Uint8Array(bank.loader.pageSize).fill(0xff);
    const bytes = someBytes(unit);
    const offset = page.length > unit * 3 ? 3 * unit : 0;
    page.set(bytes, offset);
    const outcome = await session.hostProgram(bank.otp.base, page);
    expect(outcome.programmed).toEqual([at(bank, offset)]);
    expect((await session.state()).otp).toEqual(otpWith(bank, [offset, bytes]));
  });

  it('does not read a write unit for which the request holds all ones', async () => {
    const session = await open({ acr: controller.acr.firmware });
    const data = fullData(bank);
    const skipped = [2, 7, units - 1];
    for (const index of skipped) data.fill(0xff, index * unit, (index + 1) * unit);
    const outcome = await session.hostProgram(bank.otp.base, data);
    expect(outcome.r0).toBe(0);
    const touched = new Set<number>();
    for (const kind of ['read', 'write'] as const) {
      for (const { address, width } of session.otpAccesses(outcome, kind)) {
        for (let byte = address; byte < address + width; byte++)
          touched.add(Math.floor((byte - bank.otp.base) / unit));
      }
    }
    expect(skipped.filter((index) => touched.has(index))).toEqual([]);
    expect(touched.has(3)).toBe(true);
  });

  it.each([0x20000000, 0x20000004, 0x2000000c, 0x20000138, 0x20000abc - 0x400])(
    'runs at %i',
    async (codeAt) => {
      const session = await open({ codeAt });
      const data = fullData(bank);
      expect(await session.hostProgram(bank.otp.base, data)).toMatchObject({ r0: 0, fault: undefined });
      const again = await session.burn([{ address: bank.otp.base, bytes: data }]);
      expect(again).toMatchObject({ r0: 0, fault: undefined, programmed: [] });
      expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
    },
  );

  it('runs at the very end of RAM', async () => {
    const size = (await open()).loader.code.length;
    const session = await open({ codeAt: (ram.base + ram.size - 0x300 - size) & ~3 });
    const data = fullData(bank);
    const outcome = await session.hostProgram(bank.otp.base, data, { sourceAt: ram.base });
    expect(outcome).toMatchObject({ r0: 0, fault: undefined });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, data]));
  });

  it.each([0, 1, 2, 3])(
    'gives the right result or a clean refusal from a source at alignment %i',
    async (offset) => {
      const session = await open();
      const data = fullData(bank);
      const outcome = await session.hostProgram(bank.otp.base, data, {
        sourceAt: ram.buffers + 0x400 + offset,
      });
      expect(outcome).toMatchObject({ fault: undefined, offences: [] });
      const { otp } = await session.state();
      expect(otp).toEqual(outcome.r0 === 0 ? otpWith(bank, [0, data]) : otpWith(bank));
      if (offset === 0) expect(outcome.r0).toBe(0);
    },
  );

  it('reads nothing past a source buffer at the end of RAM', async () => {
    const session = await open();
    const bytes = someBytes(4 * unit);
    const end = ram.base + ram.size;
    await session.init();
    await session.machine.writeRam(end - bytes.length, bytes);
    const outcome = await session.machine.call({
      entry: (session.codeAt + session.loader.entries.get('ProgramPage')!) | 1,
      args: [bank.otp.base, bytes.length, end - bytes.length],
      stack: end - 0x100,
    });
    expect(
      outcome.accesses.filter(({ address, width }) => address < 0x40000000 && address + width > end),
    ).toEqual([]);
    expect(outcome).toMatchObject({ r0: 0, fault: undefined });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, bytes]));
  });

  if (name === 'stm32l4-otp') {
    it('leaves PEMPTY as it was', async () => {
      const session = await open({ pempty: true, flags: controller.staleFlags });
      expect(await session.hostProgram(bank.otp.base, fullData(bank))).toMatchObject({ r0: 0 });
      expect((await session.state()).sr & (1 << 17)).toBe(1 << 17);
      const other = await open({ pempty: false });
      await other.burn([{ address: bank.otp.base, bytes: fullData(bank) }]);
      expect((await other.state()).sr & (1 << 17)).toBe(0);
    });
  }
});

onByteUnits(({ bank, open }) => {
  it('writes lock byte 0 alone from a buffer 00 AA BB CC', async () => {
    const session = await open();
    const { offset } = bank.otp.locks!;
    await session.init();
    const outcome = await session.program(at(bank, offset), [0x00, 0xaa, 0xbb, 0xcc], { length: 1 });
    expect(outcome).toMatchObject({ r0: 0, programmed: [at(bank, offset)] });
    expect((await session.state()).otp).toEqual(otpWith(bank, [offset, [0x00]]));
  });

  it('programs data and all lock bytes in one request', async () => {
    const session = await open();
    const everything = new Uint8Array(bank.otp.size);
    everything.set(fullData(bank));
    expect(await session.hostProgram(bank.otp.base, everything)).toMatchObject({ r0: 0 });
    expect((await session.state()).otp).toEqual(everything);
  });

  it('clears more bits of a byte that holds data', async () => {
    const session = await open({ otp: otpWith(bank, [3, [0xf0]]) });
    expect(await session.hostProgram(at(bank, 3), [0x30])).toMatchObject({ r0: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [3, [0x30]]));
  });

  it('programs every length and alignment that is not a whole word', async () => {
    for (const offset of [1, 2, 3, 31, 33]) {
      for (const length of [1, 2, 3, 5, 7]) {
        const session = await open();
        const bytes = someBytes(length);
        expect(await session.hostProgram(at(bank, offset), bytes)).toMatchObject({ r0: 0 });
        expect((await session.state()).otp).toEqual(otpWith(bank, [offset, bytes]));
      }
    }
  });
});

onDoubleWords(({ bank, open }) => {
  it('uses one double word for 8 bytes in a page of 0xFF', async () => {
    const session = await open();
    const page = new Uint8Array(bank.loader.pageSize).fill(0xff);
    page.set([1, 2, 3, 4, 5, 6, 7, 8], 0x28);
    const outcome = await session.hostProgram(bank.otp.base, page);
    expect(outcome).toMatchObject({ r0: 0, programmed: [at(bank, 0x28)] });
  });

  it('programs a double word that is half ones', async () => {
    const session = await open();
    const bytes = [0xff, 0xff, 0xff, 0xff, 0x12, 0x34, 0x56, 0x78, 1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff];
    expect(await session.hostProgram(bank.otp.base, bytes)).toMatchObject({ r0: 0 });
    expect((await session.state()).otp).toEqual(otpWith(bank, [0, bytes]));
  });
});
