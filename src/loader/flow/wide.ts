import { type Flow, ones, type StackEffect, signed } from './instruction.js';

const next: Flow = { kind: 'next' };
const SP = 13;
const PC = 15;

/** Where a 32-bit instruction goes on (ARMv7-M ARM §A5.3). */
export function wideFlow(first: number, second: number): Flow {
  if ((first & 0xf800) === 0xf000 && (second & 0x8000) !== 0) return branch(first, second);
  // POP.W, LDR PC, [SP], #4, and any other load of PC.
  if ((first & 0xffff) === 0xe8bd && (second & 0x8000) !== 0) return { kind: 'return' };
  if (first === 0xf85d && second === 0xfb04) return { kind: 'return' };
  if ((first & 0xfe50) === 0xe810 && (second & 0x8000) !== 0) return { kind: 'jumps-somewhere' };
  if ((first & 0xff70) === 0xf850 && second >>> 12 === PC) return { kind: 'jumps-somewhere' };
  // TBB and TBH.
  if ((first & 0xfff0) === 0xe8d0 && (second & 0xffe0) === 0xf000) return { kind: 'jumps-somewhere' };
  return next;
}

// §A5.3.4: conditional B, B, BL and BLX.
function branch(first: number, second: number): Flow {
  const [s, j1, j2] = [(first >>> 10) & 1, (second >>> 13) & 1, (second >>> 11) & 1];
  const low = (second & 0x7ff) * 2;
  if ((second & 0x5000) === 0 && (first & 0x0380) !== 0x0380) {
    const upper = (s << 20) | (j2 << 19) | (j1 << 18) | ((first & 0x3f) << 12);
    return { kind: 'branches', to: 4 + signed(upper | low, 21) };
  }
  const [i1, i2] = [1 - (j1 ^ s), 1 - (j2 ^ s)];
  const to = 4 + signed((s << 24) | (i1 << 23) | (i2 << 22) | ((first & 0x3ff) << 12) | low, 25);
  if ((second & 0x5000) === 0x1000) return { kind: 'jumps', to };
  if ((second & 0x5000) === 0x5000) return { kind: 'calls', to };
  // BLX to Arm state, which no Cortex-M has.
  if ((second & 0x5000) === 0x4000) return { kind: 'ends' };
  return (first & 0xfff0) === 0xf7f0 ? { kind: 'ends' } : next;
}

/** What a 32-bit instruction does to SP. */
export function wideStack(first: number, second: number): StackEffect | undefined {
  const listed = ones(second) * 4;
  if (first === 0xe92d) return { kind: 'falls', bytes: listed };
  if (first === 0xe8bd) return { kind: 'falls', bytes: -listed };
  const imm8 = second & 0xff;
  // STR and LDR with write-back, before or behind the access, and their pairs.
  if ((first & 0xff8f) === 0xf80d && (second & 0x0900) === 0x0900) {
    return { kind: 'falls', bytes: (second & 0x0200) === 0 ? imm8 : -imm8 };
  }
  if ((first & 0xfe2f) === 0xe82d && (first & 0x0040) !== 0) {
    return { kind: 'falls', bytes: ((first & 0x0080) === 0 ? imm8 : -imm8) * 4 };
  }
  // VPUSH and VPOP.
  if ((first & 0xffbf) === 0xed2d && (second & 0x0e00) === 0x0a00) return { kind: 'falls', bytes: imm8 * 4 };
  if ((first & 0xffbf) === 0xecbd && (second & 0x0e00) === 0x0a00) return { kind: 'falls', bytes: -imm8 * 4 };
  return addition(first, second) ?? other(first, second);
}

// ADD, SUB, ADDW and SUBW with an immediate, from or to SP.
function addition(first: number, second: number): StackEffect | undefined {
  if ((second & 0x8000) !== 0) return undefined;
  const plain = { 61952: 1, 62112: -1 }[first & 0xfbf0];
  const modified = { 61696: 1, 61856: -1 }[first & 0xfbe0];
  const sign = plain ?? modified;
  if (sign === undefined) return undefined;
  const [from, target] = [first & 0xf, (second >>> 8) & 0xf];
  const immediate = (((first >>> 10) & 1) << 11) | (((second >>> 12) & 7) << 8) | (second & 0xff);
  const offset = sign * (plain === undefined ? expand(immediate) : immediate);
  if (target === SP && from === SP) return { kind: 'falls', bytes: -offset };
  if (target === SP) return { kind: 'lost' };
  if (from === SP) return { kind: 'copies', register: target, offset };
  return from === target ? { kind: 'moves', register: target, offset } : undefined;
}

// MOV.W to and from SP; any other operation into it, and MSR of a stack pointer.
function other(first: number, second: number): StackEffect | undefined {
  if (first === 0xea4f && (second & 0xf0f0) === 0) {
    const [target, from] = [(second >>> 8) & 0xf, second & 0xf];
    if (target === SP) return { kind: 'takes', register: from };
    if (from === SP) return { kind: 'copies', register: target, offset: 0 };
  }
  const processes = (first & 0xfe00) === 0xea00 || ((first & 0xf800) === 0xf000 && (second & 0x8000) === 0);
  if (processes && ((second >>> 8) & 0xf) === SP) return { kind: 'lost' };
  if ((first & 0xffe0) === 0xf380 && (second & 0xff00) === 0x8800 && [8, 9].includes(second & 0xff)) {
    return { kind: 'lost' };
  }
  return undefined;
}

/** ThumbExpandImm (§A5.3.2). */
function expand(immediate: number): number {
  const byte = immediate & 0xff;
  const repeated = [1, 0x00010001, 0x01000100, 0x01010101][immediate >>> 8];
  if (repeated !== undefined) return (byte * repeated) >>> 0;
  const [value, turns] = [0x80 | (immediate & 0x7f), immediate >>> 7];
  return ((value >>> turns) | (value << (32 - turns))) >>> 0;
}
