import { wideFlow, wideStack } from './wide.js';

/** What an instruction does to SP; `bytes` is how far SP falls. */
export type StackEffect =
  | { readonly kind: 'falls'; readonly bytes: number }
  /** A register becomes SP + offset. */
  | { readonly kind: 'copies'; readonly register: number; readonly offset: number }
  /** A register moves by an offset. */
  | { readonly kind: 'moves'; readonly register: number; readonly offset: number }
  /** SP becomes a register. */
  | { readonly kind: 'takes'; readonly register: number }
  | { readonly kind: 'lost' };

/** Where it goes on; `to` is relative to the instruction. */
export type Flow =
  | { readonly kind: 'next' | 'return' | 'ends' }
  | { readonly kind: 'jumps' | 'branches' | 'calls'; readonly to: number }
  /** By a register. */
  | { readonly kind: 'jumps-somewhere' | 'calls-somewhere'; readonly register?: number };

export interface Instruction {
  readonly length: 2 | 4;
  readonly flow: Flow;
  readonly stack: StackEffect | undefined;
  /** Low registers that a POP has loaded. */
  readonly popped: number;
  /** How many instructions behind it an IT makes conditional. */
  readonly conditional: number;
}

const next: Flow = { kind: 'next' };

/** Decodes what matters of an ARMv6-M or ARMv7-M instruction (ARMv7-M ARM §A5.2, §A5.3). */
export function decode(first: number, second: number): Instruction {
  if (first >>> 11 >= 0b11101) {
    const stack = wideStack(first, second);
    return { length: 4, flow: wideFlow(first, second), stack, popped: 0, conditional: 0 };
  }
  return {
    length: 2,
    flow: narrowFlow(first),
    stack: narrowStack(first),
    popped: (first & 0xff00) === 0xbc00 ? first & 0xff : 0,
    conditional: conditionalAfter(first),
  };
}

function narrowFlow(code: number): Flow {
  if ((code & 0xff00) === 0xbd00) return { kind: 'return' };
  if ((code & 0xff87) === 0x4700) return bySomeRegister('jumps-somewhere', (code >>> 3) & 0xf);
  if ((code & 0xff87) === 0x4780) return bySomeRegister('calls-somewhere', (code >>> 3) & 0xf);
  // MOV PC, Rm and ADD PC, Rm.
  if ((code & 0xff87) === 0x4687) return bySomeRegister('jumps-somewhere', (code >>> 3) & 0xf);
  if ((code & 0xff87) === 0x4487) return { kind: 'jumps-somewhere' };
  if ((code & 0xf800) === 0xe000) return { kind: 'jumps', to: 4 + signed(code & 0x7ff, 11) * 2 };
  if ((code & 0xf000) === 0xd000) {
    const condition = (code >>> 8) & 0xf;
    if (condition === 0xe) return { kind: 'ends' };
    if (condition === 0xf) return next;
    return { kind: 'branches', to: 4 + signed(code & 0xff, 8) * 2 };
  }
  // CBZ and CBNZ.
  if ((code & 0xf500) === 0xb100) {
    return { kind: 'branches', to: 4 + ((((code >>> 9) & 1) << 6) | (((code >>> 3) & 0x1f) << 1)) };
  }
  return next;
}

function bySomeRegister(kind: 'jumps-somewhere' | 'calls-somewhere', register: number): Flow {
  return kind === 'jumps-somewhere' && register === 14 ? { kind: 'return' } : { kind, register };
}

function narrowStack(code: number): StackEffect | undefined {
  const listed = ones(code & 0x1ff) * 4;
  if ((code & 0xfe00) === 0xb400) return { kind: 'falls', bytes: listed };
  if ((code & 0xfe00) === 0xbc00) return { kind: 'falls', bytes: -listed };
  if ((code & 0xff80) === 0xb080) return { kind: 'falls', bytes: (code & 0x7f) * 4 };
  if ((code & 0xff80) === 0xb000) return { kind: 'falls', bytes: -(code & 0x7f) * 4 };
  // ADD Rd, SP, #imm8.
  if ((code & 0xf800) === 0xa800) {
    return { kind: 'copies', register: (code >>> 8) & 7, offset: (code & 0xff) * 4 };
  }
  if ((code & 0xf000) === 0x3000) {
    const offset = (code & 0x0800) === 0 ? code & 0xff : -(code & 0xff);
    return { kind: 'moves', register: (code >>> 8) & 7, offset };
  }
  const target = ((code >>> 4) & 8) | (code & 7);
  const from = (code >>> 3) & 0xf;
  if ((code & 0xff00) === 0x4600 && target === 13) return { kind: 'takes', register: from };
  if ((code & 0xff00) === 0x4600 && from === 13) return { kind: 'copies', register: target, offset: 0 };
  if ((code & 0xff00) === 0x4400 && target === 13) return { kind: 'lost' };
  return undefined;
}

/** IT: as many instructions as its mask has bits above the lowest one, and one more (ARMv7-M ARM §A7.7.38). */
function conditionalAfter(code: number): number {
  const mask = code & 0xf;
  if ((code & 0xff00) !== 0xbf00 || mask === 0) return 0;
  return 4 - Math.log2(mask & -mask);
}

/** A two's complement number of some bits. */
export function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

export function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
