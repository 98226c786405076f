import { beforeEach } from 'vitest';
import { type AhbPort, SimulatedChip } from '../../src/chip/index.js';
import { f401 } from '../support/banks.js';

export const DFSR = 0xe000ed30;
export const AIRCR = 0xe000ed0c;
export const DHCSR = 0xe000edf0;
export const DCRSR = 0xe000edf4;
export const DCRDR = 0xe000edf8;
export const DEMCR = 0xe000edfc;
export const KEY = 0xa05f0000;
export const C_DEBUGEN = 1;
export const C_HALT = 2;
export const C_STEP = 4;
export const C_MASKINTS = 8;
export const S_REGRDY = 1 << 16;
export const S_HALT = 1 << 17;
export const S_LOCKUP = 1 << 19;
export const S_RETIRE_ST = 1 << 24;
export const S_RESET_ST = 1 << 25;
export const RAM = 0x20000000;
export const PC = 15;

/** What a debugger sees of a board whose program counts R0 up forever; a new one for each test. */
export class CountingBoard {
  chip = SimulatedChip.create(f401);

  get ahb(): AhbPort {
    return this.chip.ahb;
  }

  put(address: number, ...halfwords: readonly number[]): void {
    this.chip.bench.poke(address, new Uint8Array(Uint16Array.from(halfwords).buffer));
  }

  dhcsr(): number {
    return this.ahb.read(DHCSR, 4);
  }

  control(bits: number): void {
    this.ahb.write(DHCSR, 4, KEY | bits);
  }

  readRegister(register: number): number {
    this.ahb.write(DCRSR, 4, register);
    return this.ahb.read(DCRDR, 4);
  }

  writeRegister(register: number, value: number): void {
    this.ahb.write(DCRDR, 4, value);
    this.ahb.write(DCRSR, 4, register | (1 << 16));
  }

  start(): void {
    this.chip = SimulatedChip.create(f401);
    this.put(0x08000000, 0x1000, 0x2000, 0x0101, 0x0800);
    // MOVS R0,#0; ADDS R0,#1; B .-2
    this.put(0x08000100, 0x2000, 0x3001, 0xe7fd);
    this.chip.powerCycle();
  }
}

export function useCountingBoard(): CountingBoard {
  const board = new CountingBoard();
  beforeEach(() => board.start());
  return board;
}
