import { describe, expect, it } from 'vitest';
import { preamble, stops, vectorTableRegister } from '../../src/burn/preamble.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { halfwords, words } from '../chip/support/chips.js';
import { allBanks, f4, l4 } from '../support/banks.js';
import { withQemu } from './qemu.js';

const RAM = 0x20000000;
const ICSR = 0xe000ed04;
const NMIPENDSET = 0x80000000;
/** RAM that stands for FLASH_ECCR: QEMU has no STM32L4. */
const eccr = 0x20001000;
const flags = { register: eccr, detected: 0x80000000, corrected: 0x40000000 };
const bank: typeof l4 = { ...l4, otp: { ...l4.otp, ecc: { ...l4.otp.ecc!, ...flags, registers: [flags] } } };
// movs r0, #42; bx lr, and one that pends an NMI by itself: ldr r1, =ICSR; movs r2, #1; lsls r2, #31; str r2, [r1].
const quiet = halfwords(0x202a, 0x4770);
const pending = halfwords(0x4902, 0x2201, 0x07d2, 0x600a, 0x202a, 0x4770, ICSR & 0xffff, ICSR >>> 16);
const faulting = halfwords(0xde00);

// QEMU lets no debugger write the system control space, so that code does what a probe does elsewhere: it sets the
// table, pends the NMI, and goes to the preamble with R0 = 1 and R1 = 2.
const stub = RAM + 0x400;
function starting(entry: number, { table, pend }: { table: boolean; pend: boolean }): Uint8Array {
  const store = (yes: boolean) => (yes ? 0x6001 : 0xbf00); // str r1, [r0] or nop
  const set = [0x4807, 0x4908, store(table), 0x4808, 0x4908, store(pend)];
  const go = [0xf3bf, 0x8f4f, 0xf3bf, 0x8f6f, 0x2001, 0x2102, 0x4b05, 0x4718, 0xbf00, 0xbf00];
  return Uint8Array.from([
    ...halfwords(...set, ...go),
    ...words(vectorTableRegister, RAM, ICSR, NMIPENDSET, (RAM + entry) | 1),
  ]);
}

// A Cortex-M4 of somebody else's making: what takes an NMI and where it comes back to is not our own idea.
describe('the preamble of a job on QEMU', () => {
  const run = (code: Uint8Array, { of = bank, table = true, pend = true } = {}) =>
    onQemu(async (probe) => {
      const start = preamble(of, RAM, 0);
      await probe.writeMemory(RAM, Uint8Array.from([...start.bytes, ...code]));
      await probe.writeMemory(stub, starting(start.entry, { table, pend }));
      await probe.writeRegisters({ LR: RAM | 1, SP: RAM + 0x800, xPSR: 0x01000000, PC: stub });
      for (const at of Object.values(stops)) await probe.setBreakpoint(RAM + at);
      await probe.go();
      expect(await probe.waitHalted(10_000)).toBe(true);
      const { PC = 0, R0, R1 } = await probe.readRegisters(['PC', 'R0', 'R1']);
      const flags = new DataView((await probe.readMemory(eccr, 4, 4)).buffer).getUint32(0, true);
      return { at: PC - RAM, R0, R1, flags };
    });

  it('takes a pending NMI, clears the flags, and comes to the loader with its registers', async () => {
    expect(await run(quiet)).toEqual({ at: stops.returned, R0: 42, R1: 2, flags: 0xc0000000 });
  });

  it('comes to the loader without an NMI too', async () => {
    expect(await run(quiet, { pend: false })).toEqual({ at: stops.returned, R0: 42, R1: 2, flags: 0 });
  });

  it('stops at its BKPT when an NMI comes while the loader runs, or the loader faults', async () => {
    expect(await run(pending)).toMatchObject({ at: stops.nmi });
    expect(await run(pending, { of: f4, pend: false })).toMatchObject({ at: stops.nmi });
    expect(await run(faulting)).toMatchObject({ at: stops.hardFault });
  });

  it('is needed: without its table a pending NMI keeps the loader from running', async () => {
    // QEMU ends itself at a lock-up.
    await expect(run(quiet, { table: false })).rejects.toMatchObject({ code: 'PROBE_LOST' });
    expect(await run(quiet, { table: false, pend: false })).toMatchObject({ at: stops.returned });
  });
});

async function onQemu<T>(work: (probe: Probe) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const serve = async (port: number) => {
    const probe = await openProbe(`gdb:127.0.0.1:${port}`, { banks: allBanks });
    try {
      await probe.resetHalt();
      result = await work(probe);
    } finally {
      await probe.close();
    }
  };
  await withQemu(serve, { quiet: true });
  return result as T;
}
