import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { f401 } from '../support/banks.js';
import {
  C_DEBUGEN,
  C_HALT,
  C_MASKINTS,
  C_STEP,
  DCRDR,
  DCRSR,
  DFSR,
  DHCSR,
  PC,
  RAM,
  S_HALT,
  S_LOCKUP,
  S_REGRDY,
  S_RESET_ST,
  S_RETIRE_ST,
  useCountingBoard,
} from './counting-board.js';

const board = useCountingBoard();

describe('DHCSR', () => {
  it('shows a core that runs without a debugger, whoever reads', () => {
    expect(board.dhcsr() & (C_DEBUGEN | S_HALT)).toBe(0);
    board.ahb.read(RAM, 4);
    expect(board.dhcsr() & C_DEBUGEN).toBe(0);
  });

  it('needs its key, and C_DEBUGEN for C_HALT', () => {
    board.ahb.write(DHCSR, 4, C_DEBUGEN | C_HALT);
    expect(board.dhcsr() & (C_DEBUGEN | S_HALT)).toBe(0);
    board.control(C_HALT);
    expect(board.dhcsr() & S_HALT).toBe(0);
    board.control(C_DEBUGEN | C_HALT);
    expect(board.dhcsr() & (C_DEBUGEN | C_HALT | S_HALT)).toBe(C_DEBUGEN | C_HALT | S_HALT);
  });

  it('lets the core go when C_DEBUGEN falls', () => {
    board.control(C_DEBUGEN | C_HALT);
    board.control(0);
    expect(board.chip.isHalted).toBe(false);
  });

  it('clears S_RESET_ST and S_RETIRE_ST when it is read', () => {
    expect(board.dhcsr() & (S_RESET_ST | S_RETIRE_ST)).toBe(S_RESET_ST | S_RETIRE_ST);
    expect(board.dhcsr() & S_RESET_ST).toBe(0);
    board.control(C_DEBUGEN | C_HALT);
    board.dhcsr();
    expect(board.dhcsr() & S_RETIRE_ST).toBe(0);
  });

  it('lets a running core make progress with each access', () => {
    board.control(C_DEBUGEN | C_HALT);
    const before = board.readRegister(0);
    board.control(C_DEBUGEN);
    for (let poll = 0; poll < 10; poll += 1) board.dhcsr();
    board.control(C_DEBUGEN | C_HALT);
    expect(board.readRegister(0)).toBeGreaterThan(before + 100);
  });

  it('shows lock-up until C_HALT ends it', () => {
    board.chip = SimulatedChip.create(f401);
    board.chip.powerCycle();
    expect(board.dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_LOCKUP);
    board.control(C_DEBUGEN | C_HALT);
    expect(board.dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_HALT);
    expect(board.readRegister(PC)).toBe(0xfffffffe);
    board.control(C_DEBUGEN);
    expect(board.dhcsr() & (S_LOCKUP | S_HALT)).toBe(S_LOCKUP);
  });
});

describe('DCRSR and DCRDR', () => {
  it('carry every register of a halted core', () => {
    board.control(C_DEBUGEN | C_HALT);
    for (let register = 0; register <= 12; register += 1) board.writeRegister(register, 0x1000 + register);
    board.writeRegister(14, 0xfffffff1);
    board.writeRegister(PC, RAM);
    board.writeRegister(17, 0x20000800);
    board.writeRegister(18, 0x20000900);
    for (let register = 0; register <= 12; register += 1) {
      expect(board.readRegister(register)).toBe(0x1000 + register);
    }
    expect([14, PC, 17, 18].map((register) => board.readRegister(register))).toEqual([
      0xfffffff1,
      RAM,
      0x20000800,
      0x20000900,
    ]);
    expect(board.readRegister(13)).toBe(0x20000800);
    expect(board.dhcsr() & S_REGRDY).toBe(S_REGRDY);
  });

  it('carry CONTROL and PRIMASK in one, and the stack pointer follows CONTROL', () => {
    board.control(C_DEBUGEN | C_HALT);
    board.writeRegister(18, 0x20000900);
    board.writeRegister(20, 0x02000001);
    expect(board.readRegister(20)).toBe(0x02000001);
    expect(board.readRegister(13)).toBe(0x20000900);
  });

  it('find no FPU', () => {
    board.control(C_DEBUGEN | C_HALT);
    board.writeRegister(33, 0xffffffff);
    board.writeRegister(64, 0xffffffff);
    expect([33, 64].map((register) => board.readRegister(register))).toEqual([0, 0]);
  });

  it('say by S_REGRDY that a running core gives nothing', () => {
    board.control(C_DEBUGEN);
    board.ahb.write(DCRDR, 4, 0x55);
    board.ahb.write(DCRSR, 4, 0);
    expect(board.dhcsr() & S_REGRDY).toBe(0);
    expect(board.ahb.read(DCRDR, 4)).toBe(0x55);
  });
});

describe('C_STEP', () => {
  it('executes one instruction, DFSR tells', () => {
    board.control(C_DEBUGEN | C_HALT);
    board.writeRegister(PC, 0x08000100);
    board.ahb.write(DFSR, 4, 0x1f);
    board.control(C_DEBUGEN | C_STEP);
    expect(board.readRegister(PC)).toBe(0x08000102);
    expect(board.ahb.read(DFSR, 4)).toBe(1);
    expect(board.dhcsr() & S_HALT).toBe(S_HALT);
  });

  it('takes a pending SysTick only without C_MASKINTS', () => {
    const step = (mask: number): number => {
      board.control(C_DEBUGEN | C_HALT | mask);
      board.writeRegister(PC, 0x08000102);
      board.control(C_DEBUGEN | C_STEP | mask);
      return board.readRegister(16) & 0x1ff;
    };
    board.put(0x08000104, 0xe7fd);
    board.chip.bench.poke(0x0800003c, new Uint8Array(Uint32Array.of(0x08000105).buffer));
    board.control(C_DEBUGEN | C_HALT);
    board.ahb.write(0xe000ed04, 4, 1 << 26);
    expect(step(C_MASKINTS)).toBe(0);
    expect(step(0)).toBe(15);
  });
});

describe('C_STEP of a blank chip', () => {
  it('ends in debug state, lock-up or not', () => {
    board.chip = SimulatedChip.create(f401);
    board.control(C_DEBUGEN | C_HALT);
    for (let step = 0; step < 3; step += 1) {
      board.control(C_DEBUGEN | C_STEP);
      expect(board.dhcsr() & (S_HALT | S_LOCKUP)).toBe(S_HALT);
    }
  });
});

describe('the breakpoint unit', () => {
  const FP_CTRL = 0xe0002000;
  const FP_COMP0 = 0xe0002008;

  it('has six comparators and two for literals', () => {
    expect(board.ahb.read(FP_CTRL, 4)).toBe(0x260);
  });

  it.each([
    [1, 0x08000104],
    [2, 0x08000102],
    [3, 0x08000102],
  ])('halts at the halfword that REPLACE %i names', (replace, address) => {
    board.control(C_DEBUGEN | C_HALT);
    board.writeRegister(PC, 0x08000100);
    board.ahb.write(DFSR, 4, 0x1f);
    board.ahb.write(FP_CTRL, 4, 3);
    const word = replace === 1 ? 0x08000104 : 0x08000100;
    board.ahb.write(FP_COMP0 + 4, 4, (replace * 2 ** 30 + word) | 1);
    if (replace === 3) board.writeRegister(PC, 0x08000102);
    board.control(C_DEBUGEN);
    board.ahb.elapse(100);
    expect(board.dhcsr() & S_HALT).toBe(S_HALT);
    expect(board.readRegister(PC)).toBe(address);
    expect(board.ahb.read(DFSR, 4)).toBe(2);
  });

  it('hits at once where the core already stands, and keeps quiet when it is off', () => {
    board.control(C_DEBUGEN | C_HALT);
    board.writeRegister(PC, 0x08000102);
    board.ahb.write(FP_CTRL, 4, 3);
    board.ahb.write(FP_COMP0, 4, (2 * 2 ** 30 + 0x08000100) | 1);
    board.control(C_DEBUGEN);
    board.ahb.elapse(10);
    expect(board.readRegister(PC)).toBe(0x08000102);
    board.ahb.write(FP_CTRL, 4, 2);
    board.control(C_DEBUGEN);
    board.ahb.elapse(100);
    expect(board.dhcsr() & S_HALT).toBe(0);
  });

  it('needs KEY to be switched', () => {
    board.ahb.write(FP_CTRL, 4, 1);
    expect(board.ahb.read(FP_CTRL, 4) & 1).toBe(0);
  });
});
