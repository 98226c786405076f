/**
 * Small Thumb routines that show what only the core can see, of ARMv6-M instructions that run on every Cortex-M. They
 * return by LR and change no register but those named.
 */
export type Routine = readonly number[];

const bxLr = 0x4770;
const nop = 0x46c0;
const dsb = [0xf3bf, 0x8f4f] as const;

/** CONTROL into R4, PRIMASK into R5, MSP into R6, LR into R7. */
export const readSpecials: Routine = [0xf3ef, 0x8414, 0xf3ef, 0x8510, 0xf3ef, 0x8608, 0x4677, bxLr];

/** Nothing, `stopOffset` bytes from its start, and nothing behind it. */
export const doNothing: Routine = [nop, nop, nop, nop, bxLr];
export const stopOffset = 2;

/** The two words at R0 into R4 and R5. */
export const loadWords: Routine = [0x6804, 0x6845, bxLr];

/** The byte at R0 into R4. */
export const loadByte: Routine = [0x7804, bxLr];

// The first value of the register at R5 into R6, the last one into R4, and into R7 how often bit 16 was read until it
// was clear.
const watchBusy: Routine = [...dsb, 0x682e, 0x2700, 0x682c, 0x3701, 0x0c62, 0xd2fb, bxLr];

/** Stores R1 and R2 at R0 and watches FLASH_SR at R5. */
export const programWords: Routine = [0x6001, 0x6042, ...watchBusy];

/** Stores the low byte of R1 at R0 and watches FLASH_SR at R5. */
export const programByte: Routine = [0x7001, nop, ...watchBusy];

export function routineBytes(routine: Routine): Uint8Array {
  return Uint8Array.from(routine.flatMap((halfword) => [halfword & 0xff, halfword >>> 8]));
}
