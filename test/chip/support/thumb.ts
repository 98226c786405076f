import type { SimulatedChip } from '../../../src/chip/index.js';
import { halfwords } from './chips.js';

/** Encodings of the ARMv6-M manual A6.7, just what the tests need. Offsets are in bytes. */
export const thumb = {
  movs: (rd: number, value: number) => 0x2000 | (rd << 8) | value,
  mov: (rd: number, rm: number) => 0x4600 | ((rd & 8) << 4) | (rm << 3) | (rd & 7),
  adds: (rd: number, rn: number, rm: number) => 0x1800 | (rm << 6) | (rn << 3) | rd,
  subs: (rd: number, rn: number, rm: number) => 0x1a00 | (rm << 6) | (rn << 3) | rd,
  subsImmediate: (rd: number, value: number) => 0x3800 | (rd << 8) | value,
  lsls: (rdn: number, rm: number) => 0x4080 | (rm << 3) | rdn,
  lsrs: (rdn: number, rm: number) => 0x40c0 | (rm << 3) | rdn,
  asrs: (rdn: number, rm: number) => 0x4100 | (rm << 3) | rdn,
  rors: (rdn: number, rm: number) => 0x41c0 | (rm << 3) | rdn,
  adcs: (rdn: number, rm: number) => 0x4140 | (rm << 3) | rdn,
  sbcs: (rdn: number, rm: number) => 0x4180 | (rm << 3) | rdn,
  ldr: (rt: number, rn: number, offset = 0) => 0x6800 | (offset << 4) | (rn << 3) | rt,
  ldrh: (rt: number, rn: number, offset = 0) => 0x8800 | (offset << 5) | (rn << 3) | rt,
  ldrb: (rt: number, rn: number, offset = 0) => 0x7800 | (offset << 6) | (rn << 3) | rt,
  str: (rt: number, rn: number, offset = 0) => 0x6000 | (offset << 4) | (rn << 3) | rt,
  strh: (rt: number, rn: number, offset = 0) => 0x8000 | (offset << 5) | (rn << 3) | rt,
  strb: (rt: number, rn: number, offset = 0) => 0x7000 | (offset << 6) | (rn << 3) | rt,
  ldm: (rn: number, registers: number) => 0xc800 | (rn << 8) | registers,
  stm: (rn: number, registers: number) => 0xc000 | (rn << 8) | registers,
  push: (registers: number) => 0xb400 | registers,
  pop: (registers: number) => 0xbc00 | registers,
  bx: (rm: number) => 0x4700 | (rm << 3),
  blx: (rm: number) => 0x4780 | (rm << 3),
  svc: (number: number) => 0xdf00 | number,
  branchToSelf: 0xe7fe,
  nop: 0xbf00,
  wfi: 0xbf30,
  bkpt: 0xbe00,
} as const;

export const codeAddress = 0x20000100;
export const stackTop = 0x20002000;

export type StartRegisters = Readonly<Record<number, number>>;

/** Loads code into RAM and sets the core up as a debug probe does before it starts a loader. */
export function prepare(chip: SimulatedChip, code: readonly number[], registers: StartRegisters = {}): void {
  chip.writeMemory(codeAddress, halfwords(...code));
  for (const [number, value] of Object.entries(registers)) chip.writeRegister(registerName(number), value);
  chip.writeRegister('PRIMASK', 1);
  chip.writeRegister('CONTROL', 0);
  chip.writeRegister('xPSR', 0x01000000);
  chip.writeRegister('MSP', stackTop);
  chip.writeRegister('PC', codeAddress);
}

/** Runs code in RAM until the core halts; a BKPT is put behind it. Returns whether it did within 10 ms. */
export function run(chip: SimulatedChip, code: readonly number[], registers: StartRegisters = {}): boolean {
  prepare(chip, [...code, thumb.bkpt], registers);
  chip.go();
  return chip.run(10_000);
}

const names = ['R0', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12'] as const;

function registerName(number: string): (typeof names)[number] {
  const name = names[Number(number)];
  if (!name) throw new Error(`no register R${number}`);
  return name;
}
