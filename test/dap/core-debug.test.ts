import { beforeEach, describe, expect, it } from 'vitest';
import { type AhbPort, BusError, SimulatedChip } from '../../src/chip/index.js';
import { f401, l476 } from '../support/banks.js';

const DFSR = 0xe000ed30;
const AIRCR = 0xe000ed0c;
const DHCSR = 0xe000edf0;
const DCRSR = 0xe000edf4;
const DCRDR = 0xe000edf8;
const DEMCR = 0xe000edfc;
const KEY = 0xa05f0000;
const C_DEBUGEN = 1;
const C_HALT = 2;
const C_STEP = 4;
const C_MASKINTS = 8;
const S_REGRDY = 1 << 16;
const S_HALT = 1 << 17;
const S_LOCKUP = 1 << 19;
const S_RETIRE_ST = 1 << 24;
const S_RESET_ST = 1 << 25;
const RAM = 0x20000000;
const PC = 15;

let chip: SimulatedChip;
let ahb: AhbPort;

const put = (address: number, ...halfwords: readonly number[]): void =>
  chip.bench.poke(address, new Uint8Array(Uint16Array.from(halfwords).buffer));
const dhcsr = (): number => ahb.read(DHCSR, 4);
const control = (bits: number): void => ahb.write(DHCSR, 4, KEY | bits);
const readRegister = (register: number): number => {
  ahb.write(DCRSR, 4, register);
  return ahb.read(DCRDR, 4);
};
const writeRegister = (register: number, value: number): void => {
  ahb.write(DCRDR, 4, value);
  ahb.write(DCRSR, 4, register | (1 << 16));
};

/** A board with a program at the start of its flash: count R0 up for ever. */
beforeEach(() => {
  chip = SimulatedChip.create(f401);
  chip.bench.poke(0x08000000, new Uint8Array(Uint32Array.of(0x20001000, 0x08000101).buffer));
  // MOVS R0,#0; ADDS R0,#1; B .-2
  put(0x08000100, 0x2000, 0x3001, 0xe7fd);
  chip.powerCycle();
  ahb = chip.ahb;
});

describe('DHCSR', () => {
  it('shows a core that runs without a debugger, whoever reads', () => {
    expect(dhcsr() & (C_DEBUGEN | S_HALT)).toBe(0);
    ahb.read(RAM, 4);
    expect(dhcsr() & C_DEBUGEN).toBe(0);
  });

  it('needs its key, and C_DEBUGEN for C_HALT', () => {
    ahb.write(DHCSR, 4, C_DEBUGEN | C_HALT);
    expect(dhcsr() & (C_DEBUGEN | S_HALT)).toBe(0);
    control(C_HALT);
    expect(dhcsr() & S_HALT).toBe(0);
    control(C_DEBUGEN | C_HALT);
    expect(dhcsr() & (C_DEBUGEN | C_HALT | S_HALT)).toBe(C_DEBUGEN | C_HALT | S_HALT);
  });

  it('lets the core go when C_DEBUGEN falls', () => {
    control(C_DEBUGEN | C_HALT);
    control(0);
    expect(chip.isHalted).toBe(false);
  });

  it('clears S_RESET_ST and S_RETIRE_ST when it is read', () => {
    expect(dhcsr() & (S_RESET_ST | S_RETIRE_ST)).toBe(S_RESET_ST | S_RETIRE_ST);
    expect(dhcsr() & S_RESET_ST).toBe(0);
    control(C_DEBUGEN | C_HALT);
    dhcsr();
    expect(dhcsr() & S_RETIRE_ST).toBe(0);
  });

  it('lets a running core make progress with each access', () => {
    control(C_DEBUGEN | C_HALT);
    const before = readRegister(0);
    control(C_DEBUGEN);
    for (let poll = 0; poll < 10; poll += 1) dhcsr();
    control(C_DEBUGEN | C_HALT);
    expect(readRegister(0)).toBeGreaterThan(before + 100);
  });

  it('shows lock-up until C_HALT ends it', () => {
    const blank = SimulatedChip.create(f401);
    blank.powerCycle();
    ahb = blank.ahb;
    expect(dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_LOCKUP);
    control(C_DEBUGEN | C_HALT);
    expect(dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_HALT);
    expect(readRegister(PC)).toBe(0xfffffffe);
    control(C_DEBUGEN);
    expect(dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_LOCKUP);
  });
});

describe('DCRSR and DCRDR', () => {
  it('carry every register of a halted core', () => {
    control(C_DEBUGEN | C_HALT);
    for (let register = 0; register <= 12; register += 1) writeRegister(register, 0x1000 + register);
    writeRegister(14, 0xfffffff1);
    writeRegister(PC, RAM);
    writeRegister(17, 0x20000800);
    writeRegister(18, 0x20000900);
    for (let register = 0; register <= 12; register += 1) {
      expect(readRegister(register)).toBe(0x1000 + register);
    }
    expect([14, PC, 17, 18].map(readRegister)).toEqual([0xfffffff1, RAM, 0x20000800, 0x20000900]);
    expect(readRegister(13)).toBe(0x20000800);
    expect(dhcsr() & S_REGRDY).toBe(S_REGRDY);
  });

  it('carry CONTROL and PRIMASK in one, and the stack pointer follows CONTROL', () => {
    control(C_DEBUGEN | C_HALT);
    writeRegister(18, 0x20000900);
    writeRegister(20, 0x02000001);
    expect(readRegister(20)).toBe(0x02000001);
    expect(readRegister(13)).toBe(0x20000900);
  });

  it('find no FPU', () => {
    control(C_DEBUGEN | C_HALT);
    writeRegister(33, 0xffffffff);
    writeRegister(64, 0xffffffff);
    expect([33, 64].map(readRegister)).toEqual([0, 0]);
  });

  it('say by S_REGRDY that a running core gives nothing', () => {
    control(C_DEBUGEN);
    ahb.write(DCRDR, 4, 0x55);
    ahb.write(DCRSR, 4, 0);
    expect(dhcsr() & S_REGRDY).toBe(0);
    expect(ahb.read(DCRDR, 4)).toBe(0x55);
  });
});

describe('C_STEP', () => {
  it('executes one instruction, DFSR tells', () => {
    control(C_DEBUGEN | C_HALT);
    writeRegister(PC, 0x08000100);
    ahb.write(DFSR, 4, 0x1f);
    control(C_DEBUGEN | C_STEP);
    expect(readRegister(PC)).toBe(0x08000102);
    expect(ahb.read(DFSR, 4)).toBe(1);
    expect(dhcsr() & S_HALT).toBe(S_HALT);
  });

  it('takes a pending SysTick only without C_MASKINTS', () => {
    const step = (mask: number): number => {
      control(C_DEBUGEN | C_HALT | mask);
      writeRegister(PC, 0x08000102);
      control(C_DEBUGEN | C_STEP | mask);
      return readRegister(16) & 0x1ff;
    };
    put(0x08000104, 0xe7fd);
    chip.bench.poke(0x0800003c, new Uint8Array(Uint32Array.of(0x08000105).buffer));
    control(C_DEBUGEN | C_HALT);
    ahb.write(0xe000ed04, 4, 1 << 26);
    expect(step(C_MASKINTS)).toBe(0);
    expect(step(0)).toBe(15);
  });
});

describe('C_STEP of a blank chip', () => {
  it('ends in debug state, lock-up or not', () => {
    ahb = SimulatedChip.create(f401).ahb;
    control(C_DEBUGEN | C_HALT);
    for (let step = 0; step < 3; step += 1) {
      control(C_DEBUGEN | C_STEP);
      expect(dhcsr() & (S_HALT | S_LOCKUP)).toBe(S_HALT);
    }
  });
});

describe('the breakpoint unit', () => {
  const FP_CTRL = 0xe0002000;
  const FP_COMP0 = 0xe0002008;

  it('has six comparators and two for literals', () => {
    expect(ahb.read(FP_CTRL, 4)).toBe(0x260);
  });

  it.each([
    [1, 0x08000104],
    [2, 0x08000102],
    [3, 0x08000102],
  ])('halts at the halfword that REPLACE %i names', (replace, address) => {
    control(C_DEBUGEN | C_HALT);
    writeRegister(PC, 0x08000100);
    ahb.write(DFSR, 4, 0x1f);
    ahb.write(FP_CTRL, 4, 3);
    const word = replace === 1 ? 0x08000104 : 0x08000100;
    ahb.write(FP_COMP0 + 4, 4, (replace * 2 ** 30 + word) | 1);
    if (replace === 3) writeRegister(PC, 0x08000102);
    control(C_DEBUGEN);
    ahb.elapse(100);
    expect(dhcsr() & S_HALT).toBe(S_HALT);
    expect(readRegister(PC)).toBe(address);
    expect(ahb.read(DFSR, 4)).toBe(2);
  });

  it('hits at once where the core already stands, and keeps quiet when it is off', () => {
    control(C_DEBUGEN | C_HALT);
    writeRegister(PC, 0x08000102);
    ahb.write(FP_CTRL, 4, 3);
    ahb.write(FP_COMP0, 4, (2 * 2 ** 30 + 0x08000100) | 1);
    control(C_DEBUGEN);
    ahb.elapse(10);
    expect(readRegister(PC)).toBe(0x08000102);
    ahb.write(FP_CTRL, 4, 2);
    control(C_DEBUGEN);
    ahb.elapse(100);
    expect(dhcsr() & S_HALT).toBe(0);
  });

  it('needs KEY to be switched', () => {
    ahb.write(FP_CTRL, 4, 1);
    expect(ahb.read(FP_CTRL, 4) & 1).toBe(0);
  });
});

describe('reset', () => {
  it('by AIRCR stops before the first instruction where VC_CORERESET says so', () => {
    control(C_DEBUGEN);
    ahb.write(DEMCR, 4, 1);
    ahb.write(AIRCR, 4, 0x05fa0004);
    expect(dhcsr() & (S_HALT | S_RESET_ST)).toBe(S_HALT | S_RESET_ST);
    expect(readRegister(PC)).toBe(0x08000100);
    expect(ahb.read(DFSR, 4) & 8).toBe(8);
    ahb.write(DEMCR, 4, 0);
    ahb.write(AIRCR, 4, 0x05fa0004);
    expect(dhcsr() & (S_HALT | S_RESET_ST | C_DEBUGEN)).toBe(S_RESET_ST | C_DEBUGEN);
  });

  it('by its pin holds the core, and the vector catch holds it afterwards', () => {
    ahb.holdReset(true);
    control(C_DEBUGEN);
    ahb.write(DEMCR, 4, 1);
    expect([dhcsr(), dhcsr()].map((value) => value & (S_HALT | S_RESET_ST))).toEqual([
      S_RESET_ST,
      S_RESET_ST,
    ]);
    ahb.elapse(100);
    ahb.holdReset(false);
    expect(dhcsr() & S_HALT).toBe(S_HALT);
    expect(readRegister(PC)).toBe(0x08000100);
  });

  it('by its pin lets the core run when nobody catches it', () => {
    ahb.holdReset(true);
    ahb.holdReset(false);
    expect(chip.isHalted).toBe(false);
  });

  it('leaves breakpoints, DEMCR and DBGMCU alone, power-on does not', () => {
    ahb.write(0xe0002008, 4, 0x48000101);
    ahb.write(DEMCR, 4, 0x01000001);
    ahb.write(0xe0042004, 4, 7);
    const state = (): number[] => [0xe0002008, DEMCR, 0xe0042004].map((address) => ahb.read(address, 4));
    ahb.write(AIRCR, 4, 0x05fa0004);
    expect(state()).toEqual([0x48000101, 0x01000001, 7]);
    chip.powerCycle();
    expect(state().map((value) => value & ~0x400)).toEqual([0, 0, 0]);
  });
});

describe('what hosts look for', () => {
  const idOf = (base: number): number[] =>
    [0xfe0, 0xfe4, 0xfe8, 0xfd0, 0xff4].map((offset) => ahb.read(base + offset, 4));

  it.each([
    [f401, 0x33],
    [l476, 0x15],
  ])('is a ROM table of STMicroelectronics with the DEV_ID of $name', (device, part) => {
    ahb = SimulatedChip.create(device).ahb;
    expect(idOf(0xe00ff000)).toEqual([part, 0x04, 0x0a, 0x00, 0x10]);
  });

  it('is a list of components that are what they say', () => {
    const present = [0, 4, 8, 12, 16, 20, 24]
      .map((offset) => ahb.read(0xe00ff000 + offset, 4))
      .filter((entry) => entry & 1)
      .map((entry) => (0xe00ff000 + (entry & ~0xfff)) >>> 0);
    expect(present).toEqual([0xe000e000, 0xe0001000, 0xe0002000]);
    expect(present.map((base) => idOf(base)[0])).toEqual([0x0c, 0x02, 0x03]);
    for (const base of present) expect(idOf(base).slice(1)).toEqual([0xb0, 0x0b, 0x04, 0xe0]);
  });

  it('is a Cortex-M4 r0p1 without FPU and a cycle counter that follows chip time', () => {
    expect(ahb.read(0xe000ed00, 4)).toBe(0x410fc241);
    expect([0xe000ef40, 0xe000ef44, 0xe000ed88].map((address) => ahb.read(address, 4))).toEqual([0, 0, 0]);
    ahb.write(0xe0001000, 4, 1);
    ahb.write(0xe0001004, 4, 0);
    ahb.elapse(10);
    const { cycles } = chip;
    const count = ahb.read(0xe0001004, 4);
    expect(count).toBeGreaterThanOrEqual(160);
    expect(count).toBeLessThanOrEqual(chip.cycles - cycles + 400);
  });
});

describe('peripherals that are not modelled', () => {
  it('keep what a debugger writes until a reset, byte by byte', () => {
    ahb.write(0x40020000, 4, 0xa8000000);
    ahb.write(0x40020001, 1, 0x55);
    expect(ahb.read(0x40020000, 4)).toBe(0xa8005500);
    ahb.write(AIRCR, 4, 0x05fa0004);
    expect(ahb.read(0x40020000, 4)).toBe(0);
  });

  it('are bus errors to the core and to other probes, and so is memory that is not there to all', () => {
    expect(() => chip.readMemory(0x40020000, 4)).toThrow(BusError);
    expect(() => ahb.read(0x30000000, 4)).toThrow(BusError);
    expect(() => ahb.write(0x60000000, 4, 1)).toThrow(BusError);
  });
});
