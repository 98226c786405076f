/**
 * The status of a word in partition version 2. The embedded programming service reads locks into bits 27 to 30; on a write
 * it heeds bits 30 and 31 alone. STMicroelectronics wiki, "STM32CubeProgrammer OTP management" 1.2; pta_stm32mp_bsec.h.
 */
export const Status = {
  /** The value is not valid. */
  readError: 1,
  /** The locks could not be read. */
  lockError: 0x0400_0000,
  /** Until reset: no programming. */
  programmingLock: 0x0800_0000,
  /** Until reset: the shadow register keeps its value. */
  shadowWriteLock: 0x1000_0000,
  /** Until reset: the fuses are not read into the shadow register again. */
  shadowReadLock: 0x2000_0000,
  /** Forever: no programming. */
  permanentLock: 0x4000_0000,
  /** Of a write: do something with this word. */
  update: 0x8000_0000,
} as const;

/** The names of the bits that are set, lowest first, as STM32CubeProgrammer prints those that it knows. */
export function statusNames(status: number): readonly string[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => hasBits(status, 2 ** bit))
    .map((bit) => `[${bit}] ${names[bit] ?? 'unknown'}`);
}

export function hasBits(status: number, bits: number): boolean {
  return (status & bits) >>> 0 === bits >>> 0;
}

const names: Readonly<Record<number, string>> = {
  0: 'Read error',
  26: 'Lock error',
  27: 'Sticky programming lock',
  28: 'Shadow write sticky lock',
  29: 'Shadow read sticky lock',
  30: 'Permanent write lock',
  31: 'Update request',
};
