import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import type { Probe } from '../../src/probe/index.js';
import type { RegisterName } from '../../src/target/index.js';
import { imageOf } from '../support/images.js';

export interface ProbeUnderTest {
  readonly device: Device;
  readonly open: () => Promise<Probe>;
}

const RAM = 0x20000000;
// movs r0, #42; adds r1, r0, #1; bkpt; b .
const program = Uint8Array.from([0x2a, 0x20, 0x41, 0x1c, 0x00, 0xbe, 0xfe, 0xe7]);
const loopForEver = Uint8Array.from([0xfe, 0xe7]);
const startState = { MSP: RAM + 0x1000, LR: RAM | 1, PRIMASK: 1, CONTROL: 0, xPSR: 0x01000000 } as const;

/** What every probe back end must do alike. Each test opens a probe of its own on a fresh, blank chip. */
export function probeSuite(name: string, { device, open }: ProbeUnderTest): void {
  describe(`probe suite: ${name}, ${device.name}`, () => {
    let probe: Probe;
    beforeEach(async () => {
      probe = await open();
    });
    afterEach(() => probe.close());

    it('tells about itself', async () => {
      const { description, serial, vtrefMv } = await probe.identify();
      expect(description).not.toBe('');
      expect(serial).not.toBe('');
      expect(vtrefMv === undefined || vtrefMv > device.bank.supply.minimumMv).toBe(true);
    });

    it('halts the core at reset and reads the chip’s identity', async () => {
      await probe.resetHalt();
      const idcode = await probe.readMemory(device.bank.identity.idcode, 4, 4);
      expect(device.line.devIds).toContain(
        new DataView(idcode.buffer, idcode.byteOffset).getUint32(0, true) & 0xfff,
      );
    });

    it.each([1, 2, 4, 'auto'] as const)('writes and reads RAM with width %s', async (width) => {
      await probe.resetHalt();
      const bytes = Uint8Array.from({ length: 64 }, (_, index) => (index * 7) & 0xff);
      await probe.writeMemory(RAM + 0x100, bytes, width);
      expect(await probe.readMemory(RAM + 0x100, 64, width)).toEqual(bytes);
    });

    it('writes and reads odd addresses and lengths', async () => {
      await probe.resetHalt();
      await probe.writeMemory(RAM, new Uint8Array(16));
      await probe.writeMemory(RAM + 3, Uint8Array.of(1, 2, 3, 4, 5));
      expect([...(await probe.readMemory(RAM + 1, 9))]).toEqual([0, 0, 1, 2, 3, 4, 5, 0, 0]);
    });

    it('reads nothing at length 0', async () => {
      await probe.resetHalt();
      expect(await probe.readMemory(RAM, 0)).toHaveLength(0);
    });

    it('writes and reads core registers', async () => {
      await probe.resetHalt();
      const values = { R0: 1, R7: 0xdeadbeef, R12: 0xffffffff, ...startState, PC: RAM } as const;
      await probe.writeRegisters(values);
      expect(await probe.readRegisters(registerNames(values))).toEqual(values);
    });

    it('runs code to a breakpoint', async () => {
      await probe.resetHalt();
      await probe.writeMemory(RAM, program);
      await probe.writeRegisters({ ...startState, R0: 0, R1: 0, PC: RAM });
      const breakpoint = await probe.setBreakpoint(RAM + 2);
      await probe.go();
      expect(await probe.waitHalted(1000)).toBe(true);
      expect(await probe.readRegisters(['R0', 'R1', 'PC'])).toEqual({ R0: 42, R1: 0, PC: RAM + 2 });
      await probe.clearBreakpoint(breakpoint);
      await probe.go();
      expect(await probe.waitHalted(1000)).toBe(true);
      expect(await probe.readRegisters(['R1', 'PC'])).toEqual({ R1: 43, PC: RAM + 4 });
    });

    it('says that a core still runs, and lets reset stop it', async () => {
      await probe.resetHalt();
      await probe.writeMemory(RAM, loopForEver);
      await probe.writeRegisters({ ...startState, PC: RAM });
      await probe.go();
      expect(await probe.waitHalted(20)).toBe(false);
      await probe.resetHalt();
      expect(await probe.waitHalted(20)).toBe(true);
    });

    it('reports a bus error as TARGET_FAULT and goes on', async () => {
      await probe.resetHalt();
      await expect(probe.readMemory(0x60000000, 4, 4)).rejects.toMatchObject({
        code: 'TARGET_FAULT',
        exitCode: 4,
      });
      await expect(probe.writeMemory(0x60000000, Uint8Array.of(1), 1)).rejects.toMatchObject({
        code: 'TARGET_FAULT',
      });
      expect(await probe.readMemory(RAM, 4)).toHaveLength(4);
    });

    it('programs the main flash, erasing only what it must, and reports progress', async () => {
      await probe.resetHalt();
      const base = device.bank.flash.base;
      const far = base + 0x10000;
      const kept = Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2);
      await probe.programFlash(imageOf([far, kept]));
      const first = Uint8Array.from({ length: 3000 }, (_, index) => index & 0xff);
      let calls = 0;
      await probe.programFlash(imageOf([base, first]), () => {
        calls += 1;
      });
      expect(calls).toBeGreaterThan(0);
      expect(await probe.readMemory(base, first.length)).toEqual(first);
      const second = first.map((byte) => byte ^ 0xff);
      await probe.programFlash(imageOf([base, second]));
      expect(await probe.readMemory(base, second.length)).toEqual(second);
      expect(await probe.readMemory(far, 8)).toEqual(kept);
    });
  });
}

function registerNames(values: object): readonly RegisterName[] {
  return Object.keys(values) as RegisterName[];
}
