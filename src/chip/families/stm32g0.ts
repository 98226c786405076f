import type { OnceFamily } from './family.js';

/** RM0444 and RM0454. */
export const stm32g0: OnceFamily = {
  name: 'STM32G0',
  rewrite: 'once',
  unitSize: 8,
  // FLASH_ACR: no data cache; EMPTY is bit 16, DBG_SWEN bit 18.
  acr: { reset: 0x40600, writable: 0x40f07 },
  cache: undefined,
  // FLASH_OPTR.
  options: { reset: 0xfffffeaa, rdpShift: 0, watchdogBit: 16 },
  // STM32G0 datasheets: a page, a bank.
  eraseUs: { sector: 22_000, all: 22_100 },
  reservedControl: [],
  emptyFlag: { register: 'ACR', bit: 16 },
  // §4.1.4.
  needsRangeOne: true,
  // ST on Table 9 of RM0444 Rev 5: a debugger reads OTP at level 1.
  otpOpenAtLevel1: true,
  // FLASH_ECCR: ADDR_ECC counts double words.
  ecc: { addressOf: (offset) => (offset >>> 3) & 0x3fff, systemBit: 20 },
  bootBase: 0,
  // RCC_CR with HSION and HSIRDY, RCC_AHBENR with FLASHEN.
  rccReset: new Map([
    [0x00, 0x500],
    [0x38, 0x100],
  ]),
  // PWR_CR1 in range 1, PWR_CR3.
  pwrReset: new Map([
    [0x00, 0x200],
    [0x08, 0x8000],
  ]),
  assumed: {
    // Cortex-M0+ r0p1.
    cpuid: 0x410cc601,
    peripherals: {
      iwdg: 0x40003000,
      rcc: 0x40021000,
      pwr: 0x40007000,
      pwrClock: { register: 0x4002103c, bit: 28 },
    },
    mainFlash: { sectors: [0x800], dualBank: false },
    dbgmcuClock: { register: 0x4002103c, bit: 27 },
  },
};
