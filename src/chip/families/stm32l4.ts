import type { OnceFamily } from './family.js';

/** RM0351, RM0394, and RM0432 for L4+. */
export const stm32l4: OnceFamily = {
  name: 'STM32L4',
  rewrite: 'once',
  unitSize: 8,
  // §3.7.1.
  acr: { reset: 0x600, writable: 0x7fff },
  cache: { lineSize: 32, lines: 8 },
  // §3.7.8.
  options: { reset: 0xffeff8aa, rdpShift: 0, watchdogBit: 16 },
  // STM32L4 datasheets: a page, a bank.
  eraseUs: { sector: 22_020, all: 22_130 },
  reservedControl: [],
  // RM0394 §3.7.5: it toggles with each 1.
  emptyFlag: { register: 'SR', flag: 'PEMPTY' },
  // §5.1.8.
  needsRangeOne: true,
  otpOpenAtLevel1: false,
  // §3.7.7.
  ecc: { addressOf: (offset) => offset & ~7 & 0x7ffff, systemBit: 20 },
  bootBase: 0,
  // §6.4: RCC_CR, RCC_AHB1ENR with FLASHEN, RCC_CSR.
  rccReset: new Map([
    [0x00, 0x63],
    [0x48, 0x100],
    [0x94, 0x0c000600],
  ]),
  // §5.4: PWR_CR1 in range 1, PWR_CR3, PWR_SR2.
  pwrReset: new Map([
    [0x00, 0x200],
    [0x08, 0x8000],
    [0x14, 0x100],
  ]),
  assumed: {
    cpuid: 0x410fc241,
    peripherals: {
      iwdg: 0x40003000,
      rcc: 0x40021000,
      pwr: 0x40007000,
      pwrClock: { register: 0x40021058, bit: 28 },
    },
    mainFlash: { sectors: [0x800], dualBank: false },
  },
};
