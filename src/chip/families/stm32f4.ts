import type { BitsFamily } from './family.js';

/** RM0090 Rev 21. */
export const stm32f4: BitsFamily = {
  name: 'STM32F4',
  rewrite: 'clear-bits',
  unitSize: 1,
  // §3.9.2; PRFTEN, caches and their resets.
  acr: { reset: 0, writable: 0x7fff },
  cache: { lineSize: 16, lines: 8 },
  // §3.9.10 and §3.9.11.
  options: { reset: 0x0fffaaed, rdpShift: 8, watchdogBit: 5, others: new Map([[0x18, 0x0fff0000]]) },
  // STM32F4 datasheets, at x8: a sector of 16 KB, the whole chip.
  eraseUs: { sector: 400_000, all: 8_000_000 },
  reservedControl: [],
  sequenceFlag: 'PGSERR',
  // §3.6.2 Table 13; x64 takes a supply of its own on VPP.
  psizeMv: [1700, 2100, 2700, Number.POSITIVE_INFINITY],
  protectable: 12,
  bootBase: 0,
  // §7.3: RCC_CR, RCC_PLLCFGR, RCC_CSR.
  rccReset: new Map([
    [0x00, 0x83],
    [0x04, 0x24003010],
    [0x74, 0x0e000000],
  ]),
  // §5.4: PWR_CR.
  pwrReset: new Map([[0x00, 0xc000]]),
  assumed: {
    cpuid: 0x410fc241,
    peripherals: {
      iwdg: 0x40003000,
      rcc: 0x40023800,
      pwr: 0x40007000,
      pwrClock: { register: 0x40023840, bit: 28 },
    },
    mainFlash: { sectors: [0x4000, 0x4000, 0x4000, 0x4000, 0x10000, 0x20000], dualBank: false },
  },
};
