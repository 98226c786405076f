import { describe, expect, it } from 'vitest';
import { BusError, SimulatedChip } from '../../src/chip/index.js';
import { f401, l476 } from '../support/banks.js';
import { AIRCR, C_DEBUGEN, DEMCR, DFSR, PC, S_HALT, S_RESET_ST, useCountingBoard } from './counting-board.js';

const board = useCountingBoard();

describe('reset', () => {
  it('by AIRCR stops before the first instruction where VC_CORERESET says so', () => {
    board.control(C_DEBUGEN);
    board.ahb.write(DEMCR, 4, 1);
    board.ahb.write(AIRCR, 4, 0x05fa0004);
    expect(board.dhcsr() & (S_HALT | S_RESET_ST)).toBe(S_HALT | S_RESET_ST);
    expect(board.readRegister(PC)).toBe(0x08000100);
    expect(board.ahb.read(DFSR, 4) & 8).toBe(8);
    board.ahb.write(DEMCR, 4, 0);
    board.ahb.write(AIRCR, 4, 0x05fa0004);
    expect(board.dhcsr() & (S_HALT | S_RESET_ST | C_DEBUGEN)).toBe(S_RESET_ST | C_DEBUGEN);
  });

  it('by its pin holds the core, and the vector catch holds it afterwards', () => {
    board.ahb.holdReset(true);
    board.control(C_DEBUGEN);
    board.ahb.write(DEMCR, 4, 1);
    expect([board.dhcsr(), board.dhcsr()].map((value) => value & (S_HALT | S_RESET_ST))).toEqual([
      S_RESET_ST,
      S_RESET_ST,
    ]);
    board.ahb.elapse(100);
    board.ahb.holdReset(false);
    expect(board.dhcsr() & S_HALT).toBe(S_HALT);
    expect(board.readRegister(PC)).toBe(0x08000100);
  });

  it('by its pin lets the core run when nobody catches it', () => {
    board.ahb.holdReset(true);
    board.ahb.holdReset(false);
    expect(board.chip.isHalted).toBe(false);
  });

  it('leaves breakpoints, DEMCR and DBGMCU alone, power-on does not', () => {
    board.ahb.write(0xe0002008, 4, 0x48000101);
    board.ahb.write(DEMCR, 4, 0x01000001);
    board.ahb.write(0xe0042004, 4, 7);
    const state = (): number[] =>
      [0xe0002008, DEMCR, 0xe0042004].map((address) => board.ahb.read(address, 4));
    board.ahb.write(AIRCR, 4, 0x05fa0004);
    expect(state()).toEqual([0x48000101, 0x01000001, 7]);
    board.chip.powerCycle();
    expect(state().map((value) => value & ~0x400)).toEqual([0, 0, 0]);
  });
});

describe('what hosts look for', () => {
  const idOf = (base: number): number[] =>
    [0xfe0, 0xfe4, 0xfe8, 0xfd0, 0xff4].map((offset) => board.ahb.read(base + offset, 4));

  it.each([
    [f401, 0x33],
    [l476, 0x15],
  ])('is a ROM table of STMicroelectronics with the DEV_ID of $name', (device, part) => {
    board.chip = SimulatedChip.create(device);
    expect(idOf(0xe00ff000)).toEqual([part, 0x04, 0x0a, 0x00, 0x10]);
  });

  it('is a list of components that are what they say', () => {
    const present = [0, 4, 8, 12, 16, 20, 24]
      .map((offset) => board.ahb.read(0xe00ff000 + offset, 4))
      .filter((entry) => entry & 1)
      .map((entry) => (0xe00ff000 + (entry & ~0xfff)) >>> 0);
    expect(present).toEqual([0xe000e000, 0xe0001000, 0xe0002000]);
    expect(present.map((base) => idOf(base)[0])).toEqual([0x0c, 0x02, 0x03]);
    for (const base of present) expect(idOf(base).slice(1)).toEqual([0xb0, 0x0b, 0x04, 0xe0]);
  });

  it('is a Cortex-M4 r0p1 without FPU and a cycle counter that follows board.chip time', () => {
    expect(board.ahb.read(0xe000ed00, 4)).toBe(0x410fc241);
    expect([0xe000ef40, 0xe000ef44, 0xe000ed88].map((address) => board.ahb.read(address, 4))).toEqual([
      0, 0, 0,
    ]);
    board.ahb.write(0xe0001000, 4, 1);
    board.ahb.write(0xe0001004, 4, 0);
    board.ahb.elapse(10);
    const { cycles } = board.chip;
    const count = board.ahb.read(0xe0001004, 4);
    expect(count).toBeGreaterThanOrEqual(160);
    expect(count).toBeLessThanOrEqual(board.chip.cycles - cycles + 400);
  });
});

describe('peripherals that are not modelled', () => {
  it('keep what a debugger writes until a reset, byte by byte', () => {
    board.ahb.write(0x40020000, 4, 0xa8000000);
    board.ahb.write(0x40020001, 1, 0x55);
    expect(board.ahb.read(0x40020000, 4)).toBe(0xa8005500);
    board.ahb.write(AIRCR, 4, 0x05fa0004);
    expect(board.ahb.read(0x40020000, 4)).toBe(0);
  });

  it('are bus errors to the core and to other probes, and so is memory that is not there to all', () => {
    expect(() => board.chip.readMemory(0x40020000, 4)).toThrow(BusError);
    expect(() => board.ahb.read(0x30000000, 4)).toThrow(BusError);
    expect(() => board.ahb.write(0x60000000, 4, 1)).toThrow(BusError);
  });
});
