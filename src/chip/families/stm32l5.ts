import type { OnceFamily } from './family.js';

/** RM0438, with TrustZone off. */
export const stm32l5: OnceFamily = {
  name: 'STM32L5',
  rewrite: 'once',
  unitSize: 8,
  // FLASH_ACR: LATENCY 3:0, RUN_PD 13, SLEEP_PD 14, LVEN 15.
  acr: { reset: 0, writable: 0xe00f },
  // ICACHE is a block of its own, and off after a reset.
  cache: undefined,
  instructionCache: 0x40030400,
  // FLASH_OPTR with TZEN 0, DBANK 1 and DB256K 1.
  options: { reset: 0x7feff8aa, rdpShift: 0, watchdogBit: 16, levelOne: 0xbb },
  // Those of STM32L4, since no source has them: a page, a bank.
  eraseUs: { sector: 22_020, all: 22_130 },
  reservedControl: [],
  emptyFlag: undefined,
  needsRangeOne: false,
  // Nobody has tried: the simulated chip is the stricter one.
  otpOpenAtLevel1: false,
  // FLASH_ECCR: ADDR_ECC 18:0.
  ecc: { addressOf: (offset) => offset & ~7 & 0x7ffff, systemBit: 22 },
  // NSBOOTADD0 0x08000000.
  bootBase: 0x08000000,
  systemMemory: 0x0bf90000,
  // RCC_CR with MSION and MSIRDY, RCC_AHB1ENR with FLASHEN.
  rccReset: new Map([
    [0x00, 0x63],
    [0x48, 0x100],
  ]),
  // PWR_CR1 in range 2.
  pwrReset: new Map([[0x00, 0x400]]),
  assumed: {
    // Cortex-M33 r0p4.
    cpuid: 0x410fd214,
    peripherals: {
      iwdg: 0x40003000,
      rcc: 0x40021000,
      pwr: 0x40007000,
      pwrClock: { register: 0x40021058, bit: 28 },
    },
    mainFlash: { sectors: [0x800], dualBank: true },
  },
};
