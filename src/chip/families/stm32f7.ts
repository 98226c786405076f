import type { BitsFamily } from './family.js';

/** RM0385, RM0410 and RM0431. */
export const stm32f7: BitsFamily = {
  name: 'STM32F7',
  rewrite: 'clear-bits',
  unitSize: 1,
  // FLASH_ACR: LATENCY, PRFTEN, ARTEN and ARTRST. ART serves the ITCM bus alone, and not OTP.
  acr: { reset: 0, writable: 0xb0f },
  cache: undefined,
  // FLASH_OPTCR, whose nWRP has 8 bits, and FLASH_OPTCR1 with both boot addresses.
  options: {
    reset: 0xc0ffaafd,
    rdpShift: 8,
    watchdogBit: 5,
    // FLASH_OPTCR of RM0410: nWRP has 12 bits, nDBANK 29 is set: one bank.
    withBankOption: { reset: 0xffffaafd, protectable: 12 },
    others: new Map([[0x18, 0x00400080]]),
  },
  // STM32F7 datasheets, at x8: the smallest sector, the whole chip.
  eraseUs: { sector: 400_000, all: 8_000_000 },
  reservedControl: [],
  // ERSERR of FLASH_SR: a write that FLASH_CR does not allow sets it.
  sequenceFlag: 'ERSERR',
  // As on the STM32F4: the same widths and supplies.
  psizeMv: [1700, 2100, 2700, Number.POSITIVE_INFINITY],
  protectable: 8,
  // BOOT_ADD0 0x0080, the flash on the ITCM bus.
  bootBase: 0x00200000,
  // On AXI (RM0385, RM0410 and RM0431 §2.2); option bytes are at 0x1FFF0000.
  systemMemory: 0x1ff00000,
  // RCC_CR, RCC_PLLCFGR, RCC_AHB1ENR with DTCMRAMEN, RCC_CSR.
  rccReset: new Map([
    [0x00, 0x83],
    [0x04, 0x24003010],
    [0x30, 0x100000],
    [0x74, 0x0e000000],
  ]),
  // PWR_CR1.
  pwrReset: new Map([[0x00, 0xc000]]),
  assumed: {
    cpuid: 0x411fc270,
    peripherals: {
      iwdg: 0x40003000,
      rcc: 0x40023800,
      pwr: 0x40007000,
      pwrClock: { register: 0x40023840, bit: 28 },
    },
    mainFlash: { sectors: [0x4000, 0x4000, 0x4000, 0x4000, 0x10000, 0x20000], dualBank: false },
  },
};
