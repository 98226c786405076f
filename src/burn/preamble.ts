import type { Bank } from '../bank/index.js';

/** SCB_VTOR (ARMv7-M manual B3.2.5). Its table needs 512 bytes of alignment on a Cortex-M4 (PM0214 §4.4.4). */
export const vectorTableRegister = 0xe000ed08;
const tableAlignment = 512;

/** Where the core stops in front of a loader, from the start of the preamble. */
export const stops = { returned: 0x00, nmi: 0x02, hardFault: 0x04 } as const;

/** What is in RAM before the loader: BKPTs, a vector table, and the way in. */
export interface Preamble {
  readonly bytes: Uint8Array;
  /** Where to start, from the start of the preamble. */
  readonly entry: number;
}

/**
 * A vector table of the loader's own, so that no exception ends in the firmware, and the way to an entry of the loader
 * that lies `entry` bytes behind the preamble. On a chip with ECC the reset itself pends an NMI when it reads a damaged
 * vector, and PRIMASK does not hold that back (RM0351 §3.3.2): the first handler takes the flag back and returns. From
 * then on an NMI, as a HardFault from the beginning, stops the core at its BKPT. Of the registers only R3 is changed.
 */
export function preamble(bank: Bank, base: number, entry: number): Preamble {
  const { ecc } = bank.otp;
  const bytes = new Uint8Array(preambleSize(bank));
  const code = new DataView(bytes.buffer);
  const put = (at: number, ...halfwords: readonly number[]) => {
    for (const [index, value] of halfwords.entries()) code.setUint16(at + 2 * index, value, true);
  };
  const word = (at: number, value: number) => code.setUint32(at, value >>> 0, true);
  const handler = (at: number) => (base + at) | 1;
  put(stops.returned, bkpt(0), bkpt(1), bkpt(2));
  word(nmiVector, handler(ecc ? takeBack : stops.nmi));
  word(hardFaultVector, handler(stops.hardFault));
  if (!ecc) return { bytes, entry: tableSize + entry };
  const { registers } = ecc;
  const { arm, literals, size } = layoutOf(registers.length);
  const end = literals + 8 * registers.length;
  const literal = { vector: end, trap: end + 4, entry: end + 8 };
  for (const [index, each] of registers.entries()) {
    const [at, from] = [takeBack + 6 * index, literals + 8 * index];
    put(at, ldr(0, at, from), ldr(1, at + 2, from + 4), store);
    word(from, each.clear ?? each.register);
    word(from + 4, each.detected | each.corrected);
  }
  put(takeBack + 6 * registers.length, ...dsb, bxLr);
  // The barrier lets a pending NMI in before its vector changes.
  put(arm, pushR0R1, ...isb, ldr(0, arm + 6, literal.vector), ldr(1, arm + 8, literal.trap), store, ...dsb);
  put(arm + 16, popR0R1, ldr(3, arm + 18, literal.entry), bxR3);
  word(literal.vector, base + nmiVector);
  word(literal.trap, handler(stops.nmi));
  word(literal.entry, handler(size + entry));
  return { bytes, entry: arm };
}

/** Where it goes: at the start of the loader's RAM, or as close behind it as a vector table can. */
export function preambleAddress({ loader: { ram } }: Bank): number {
  return Math.ceil(ram.base / tableAlignment) * tableAlignment;
}

export function preambleSize({ otp: { ecc } }: Bank): number {
  return ecc ? layoutOf(ecc.registers.length).size : tableSize;
}

const nmiVector = 0x08;
const hardFaultVector = 0x0c;
const tableSize = 0x10;
const takeBack = 0x10;

/** Where the parts are with some registers to take flags back in: each takes three instructions and two literals. */
function layoutOf(registers: number): {
  readonly arm: number;
  readonly literals: number;
  readonly size: number;
} {
  const arm = takeBack + 6 * registers + 6;
  const literals = aligned(arm + 22, 4);
  return { arm, literals, size: aligned(literals + 8 * registers + 12, 8) };
}

function aligned(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

// ARMv6-M encodings (A6.7).
const bkpt = (number: number) => 0xbe00 | number;
const ldr = (register: number, at: number, from: number) =>
  0x4800 | (register << 8) | ((from - ((at + 4) & ~3)) >> 2);
const store = 0x6001; // str r1, [r0]
const pushR0R1 = 0xb403;
const popR0R1 = 0xbc03;
const bxLr = 0x4770;
const bxR3 = 0x4718;
const dsb = [0xf3bf, 0x8f4f] as const;
const isb = [0xf3bf, 0x8f6f] as const;
