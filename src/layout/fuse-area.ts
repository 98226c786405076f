import type { OtpBank } from '../bank/index.js';

const words = 96;
const wordSize = 4;

/**
 * The fuses of an STM32MP1 as layouts and plans see them: word n at 4 × n, and behind the words a byte for the permanent
 * lock of each. They are not memory-mapped, so the addresses are ours.
 */
export function fuseArea(device: string): OtpBank & { readonly fuses: string } {
  const size = words * wordSize;
  return {
    name: 'stm32mp1-fuses',
    fuses: device,
    otp: {
      base: 0,
      size: size + words,
      data: { offset: 0, size },
      locks: { kind: 'bytes', offset: size, count: words, blockSize: wordSize, unlocked: 0, locked: 1 },
      writeUnit: wordSize,
      erasedValue: 0,
      // Words 32 to 95 take one write; in the others a field of zeros could not be told from a blank one either.
      rewrite: 'once',
      ecc: null,
    },
  };
}
