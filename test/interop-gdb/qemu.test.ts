import { describe, expect, it } from 'vitest';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { withQemu } from './qemu.js';

const RAM = 0x20000000;
// movs r0, #42; adds r1, r0, #1; nop; b .
const program = Uint8Array.from([0x2a, 0x20, 0x41, 0x1c, 0x00, 0xbf, 0xfe, 0xe7]);
const start = { R0: 0, R1: 0, SP: RAM + 0x1000, LR: RAM | 1, xPSR: 0x01000000, PC: RAM } as const;

function withProbe(work: (probe: Probe) => Promise<void>): Promise<void> {
  return withQemu(async (port) => {
    const probe = await openProbe(`gdb:127.0.0.1:${port}`, { banks: allBanks });
    try {
      await probe.resetHalt();
      await work(probe);
    } finally {
      await probe.close();
    }
  });
}

describe('gdb: to QEMU', () => {
  it('finds out what it talks to', () =>
    withProbe(async (probe) => {
      expect(await probe.identify()).toMatchObject({
        description: expect.stringContaining('QEMU'),
        device: undefined,
        vtrefMv: undefined,
      });
    }));

  it('writes RAM, runs a piece of Thumb code to its breakpoint and reads registers', () =>
    withProbe(async (probe) => {
      await probe.writeMemory(RAM, program);
      expect(await probe.readMemory(RAM, program.length)).toEqual(program);
      await probe.writeRegisters(start);
      const first = await probe.setBreakpoint(RAM + 2);
      const second = await probe.setBreakpoint(RAM + 4);
      await probe.go();
      expect(await probe.waitHalted(10_000)).toBe(true);
      expect(await probe.readRegisters(['R0', 'R1', 'PC'])).toEqual({ R0: 42, R1: 0, PC: RAM + 2 });
      await probe.go();
      expect(await probe.waitHalted(10_000)).toBe(true);
      expect(await probe.readRegisters(['R0', 'R1', 'PC', 'xPSR'])).toEqual({
        R0: 42,
        R1: 43,
        PC: RAM + 4,
        xPSR: 0x01000000,
      });
      await probe.clearBreakpoint(first);
      await probe.clearBreakpoint(second);
      await probe.go();
      expect(await probe.waitHalted(50)).toBe(false);
      expect(await probe.readMemory(RAM, 2)).toEqual(program.slice(0, 2));
      expect(await probe.waitHalted(50)).toBe(false);
      await probe.resetHalt();
      expect(await probe.waitHalted(50)).toBe(true);
    }));

  it('moves more RAM than a packet holds, though QEMU knows no X', () =>
    withProbe(async (probe) => {
      const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
      await probe.writeMemory(RAM + 1, bytes);
      expect(await probe.readMemory(RAM + 1, bytes.length)).toEqual(bytes);
    }));

  it('says that nothing is mapped at the OTP', () =>
    withProbe(async (probe) => {
      await expect(probe.readMemory(0x1fff7800, 16, 4)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
      expect(await probe.readMemory(RAM, 4)).toHaveLength(4);
    }));

  it('names what QEMU cannot do', () =>
    withProbe(async (probe) => {
      await expect(probe.writeRegisters({ PRIMASK: 1 })).rejects.toMatchObject({
        code: 'PROBE_UNSUPPORTED',
        exitCode: 4,
        message: expect.stringContaining('PRIMASK'),
      });
      await expect(probe.programFlash(imageOf([0x08000000, [1, 2, 3, 4]]))).rejects.toMatchObject({
        code: 'PROBE_UNSUPPORTED',
        message: expect.stringContaining('PRIMASK'),
      });
    }));
});
